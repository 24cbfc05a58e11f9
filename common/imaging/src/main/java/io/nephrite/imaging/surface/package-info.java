/**
 * Distances in mm between the surfaces of a reference and of a prediction. What counts voxels is in {@code
 * imaging.metric}.
 */
package io.nephrite.imaging.surface;

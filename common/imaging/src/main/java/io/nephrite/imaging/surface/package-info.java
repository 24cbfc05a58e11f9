/**
 * Distances in mm between the surfaces of a reference and of a prediction. What counts voxels lives in {@code metric}.
 */
package io.nephrite.imaging.surface;

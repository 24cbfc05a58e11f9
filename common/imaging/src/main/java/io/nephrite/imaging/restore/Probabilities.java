package io.nephrite.imaging.restore;

import io.nephrite.imaging.volume.LabelVolume;

/**
 * How probable each class, or each region, is in each voxel, and the labels that follow.
 *
 * @param values (K, Z, Y, X), array frame, on the grid of the case's files; 0 to 1, kept, not copied
 * @param outputs K
 * @param labels the most probable class, or the last region above one half
 */
@SuppressWarnings("ArrayRecordComponent") // written to a file as it is
public record Probabilities(float[] values, int outputs, LabelVolume labels) {}

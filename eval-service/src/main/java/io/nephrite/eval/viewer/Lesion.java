package io.nephrite.eval.viewer;

import java.util.OptionalDouble;

/**
 * A connected component (26 neighbours) of one label of a reference.
 *
 * @param label its value
 * @param name of the label
 * @param voxels that it has
 * @param ml volume
 * @param x voxel of the component that is nearest to its centre
 * @param found share of its voxels that the prediction gives the same label, 0 to 1; absent without a prediction
 */
public record Lesion(int label, String name, long voxels, double ml, int x, int y, int z, OptionalDouble found) {}

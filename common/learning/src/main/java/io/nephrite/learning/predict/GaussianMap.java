package io.nephrite.learning.predict;

import io.nephrite.core.numpy.HalfPrecision;

/**
 * How much a voxel of a tile counts, by its distance from the tile's centre.
 *
 * <p>Reference: nnU-Net's compute_gaussian: a delta filtered by scipy's gaussian_filter (sigma = patch / 8, radius 4
 * sigma, zeros outside), scaled to a largest value of 10, rounded to half precision, then zeros replaced by the
 * smallest other value.
 */
final class GaussianMap {
    private static final double SIGMA_SHARE = 1.0 / 8;
    private static final double TRUNCATE = 4;
    private static final float PEAK = 10;

    private GaussianMap() {}

    /**
     * The weights of a tile's voxels, largest in its middle.
     *
     * @return weights in C order
     */
    static float[] of(int[] patch) {
        double[][] profile = new double[3][];
        for (int axis = 0; axis < 3; axis++) {
            profile[axis] = profile(patch[axis]);
        }
        float[] map = new float[patch[0] * patch[1] * patch[2]];
        int at = 0;
        for (double z : profile[0]) {
            for (double y : profile[1]) {
                for (double x : profile[2]) {
                    map[at++] = HalfPrecision.round((float) (PEAK * (z * y * x)));
                }
            }
        }
        float smallest = Float.MAX_VALUE;
        for (float v : map) {
            if (v > 0) {
                smallest = Math.min(smallest, v);
            }
        }
        for (int i = 0; i < map.length; i++) {
            map[i] = map[i] == 0 ? smallest : map[i];
        }
        return map;
    }

    /** Along one axis; the largest value is 1. */
    private static double[] profile(int n) {
        double[] profile = new double[n];
        double sigma = n * SIGMA_SHARE;
        int radius = (int) (TRUNCATE * sigma + 0.5);
        int centre = n / 2;
        for (int i = 0; i < n; i++) {
            double d = i - centre;
            profile[i] = Math.abs(d) <= radius ? StrictMath.exp(-0.5 * d * d / (sigma * sigma)) : 0;
        }
        return profile;
    }
}

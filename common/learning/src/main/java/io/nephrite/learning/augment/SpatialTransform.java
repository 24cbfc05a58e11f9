package io.nephrite.learning.augment;

/**
 * Rotation and scaling about the centre, from a larger box into a patch. Arrays are in C order (z, y, x). One instance
 * per thread; it keeps working memory.
 */
public interface SpatialTransform {
    /** The part of the source box that a result depends on. */
    SourceBox needed(double[] matrix);

    /**
     * Transforms intensities.
     *
     * @param source values of a part of the source box
     * @param box that part; no smaller than what is needed
     * @param matrix maps centred result coordinates to centred source coordinates
     */
    void image(float[] source, SourceBox box, float[] result, int resultOffset, double[] matrix);

    /** The same for labels. */
    void segmentation(short[] source, SourceBox box, short[] result, int resultOffset, double[] matrix);

    /**
     * As nnU-Net v2 or v1 interpolates.
     *
     * @param from shape of the source box (z, y, x)
     * @param to shape of the result, about the same centre
     * @param planar whether z stays as it is
     */
    static SpatialTransform of(boolean version1, int[] from, int[] to, boolean planar) {
        return version1 ? new CubicTransform(from, to, planar) : new LinearTransform(from, to, planar);
    }

    /** Rz · Ry · Rx · scale, row by row, for coordinates (z, y, x) and angles in radians about these axes. */
    static double[] matrix(double[] angles, double scale) {
        double[] rx = {1, 0, 0, 0, cos(angles[0]), -sin(angles[0]), 0, sin(angles[0]), cos(angles[0])};
        double[] ry = {cos(angles[1]), 0, sin(angles[1]), 0, 1, 0, -sin(angles[1]), 0, cos(angles[1])};
        double[] rz = {cos(angles[2]), -sin(angles[2]), 0, sin(angles[2]), cos(angles[2]), 0, 0, 0, 1};
        double[] product = multiply(multiply(rz, ry), rx);
        for (int i = 0; i < product.length; i++) {
            product[i] *= scale;
        }
        return product;
    }

    /** Rotation and scaling in the plane of y and x; z stays as it is. */
    static double[] planarMatrix(double angle, double scale) {
        return new double[] {
            1, 0, 0, 0, scale * cos(angle), -scale * sin(angle), 0, scale * sin(angle), scale * cos(angle)
        };
    }

    // StrictMath: the same digits on every machine
    private static double sin(double angle) {
        return StrictMath.sin(angle);
    }

    private static double cos(double angle) {
        return StrictMath.cos(angle);
    }

    private static double[] multiply(double[] a, double[] b) {
        double[] product = new double[9];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                for (int k = 0; k < 3; k++) {
                    product[3 * row + column] += a[3 * row + k] * b[3 * k + column];
                }
            }
        }
        return product;
    }
}

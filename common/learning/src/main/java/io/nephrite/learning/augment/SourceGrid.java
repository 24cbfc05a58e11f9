package io.nephrite.learning.augment;

/** Where the voxels of a result lie in a source box about the same centre. */
record SourceGrid(int fromZ, int fromY, int fromX, int toZ, int toY, int toX) {
    SourceGrid(int[] from, int[] to) {
        this(from[0], from[1], from[2], to[0], to[1], to[2]);
    }

    /** Source coordinate along an axis, in voxels, of the first voxel of row (i, j) of the result. */
    double start(double[] matrix, int axis, int i, int j) {
        int n = axis == 0 ? fromZ : axis == 1 ? fromY : fromX;
        return centredStart(matrix, axis, i, j) + (n - 1) / 2.0;
    }

    /** The same from the centre of the box on. */
    double centredStart(double[] matrix, int axis, int i, int j) {
        return matrix[3 * axis] * (i - (toZ - 1) / 2.0)
                + matrix[3 * axis + 1] * (j - (toY - 1) / 2.0)
                - matrix[3 * axis + 2] * ((toX - 1) / 2.0);
    }
}

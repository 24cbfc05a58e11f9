package io.nephrite.learning.augment;

/**
 * The part of a transform's source box that is in memory; in C order (z, y, x).
 *
 * @param low its first voxel in the source box
 * @param size its shape
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once
public record SourceBox(int[] low, int[] size) {
    /** All of it. */
    public static SourceBox whole(int... shape) {
        return new SourceBox(new int[shape.length], shape);
    }

    int voxels() {
        return size[0] * size[1] * size[2];
    }

    /** Values from one voxel to the next along an axis. */
    int stride(int axis) {
        return axis == 0 ? size[1] * size[2] : axis == 1 ? size[2] : 1;
    }

    /** Where the first voxel of the whole source box would be in the array of this part. */
    int base() {
        return -(low[0] * stride(0) + low[1] * stride(1) + low[2]);
    }
}

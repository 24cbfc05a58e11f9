package io.nephrite.imaging.volume;

/**
 * How the voxels of an image were stored in its file, scaling included: a file of integers that is resampled gives
 * integers again, as ITK does it.
 */
public enum VoxelType {
    UINT8(0, 255),
    INT8(-128, 127),
    UINT16(0, 65_535),
    INT16(-32_768, 32_767),
    UINT32(0, 4_294_967_295.0),
    INT32(-2_147_483_648.0, 2_147_483_647.0),
    UINT64(0, 1.8446744073709552E19),
    INT64(Long.MIN_VALUE, Long.MAX_VALUE),
    /** Any real number; also integers with a slope other than 1. */
    REAL(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    private final double lowest;
    private final double highest;

    VoxelType(double lowest, double highest) {
        this.lowest = lowest;
        this.highest = highest;
    }

    public boolean isInteger() {
        return this != REAL;
    }

    /** ITK's conversion of a computed value: clamped to the range, then truncated towards zero. */
    public float cast(double value) {
        if (!isInteger()) {
            return (float) value;
        }
        double clamped = value < lowest ? lowest : Math.min(value, highest);
        // Plus 0: integers know no negative zero.
        return (float) (clamped < 0 ? Math.ceil(clamped) : Math.floor(clamped)) + 0f;
    }
}

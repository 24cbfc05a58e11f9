package io.nephrite.imaging.format;

/** Types of stored voxels that are read, whatever the format. */
public enum StoredType {
    UINT8(1, 0, 255),
    INT16(2, Short.MIN_VALUE, Short.MAX_VALUE),
    INT32(4, Integer.MIN_VALUE, Integer.MAX_VALUE),
    FLOAT32(4, -Float.MAX_VALUE, Float.MAX_VALUE),
    FLOAT64(8, -Double.MAX_VALUE, Double.MAX_VALUE),
    INT8(1, Byte.MIN_VALUE, Byte.MAX_VALUE),
    UINT16(2, 0, 65535),
    UINT32(4, 0, 4294967295.0),
    INT64(8, Long.MIN_VALUE, Long.MAX_VALUE),
    UINT64(8, 0, 1.8446744073709552E19);

    private final int bytes;
    private final double lowest;
    private final double highest;

    StoredType(int bytes, double lowest, double highest) {
        this.bytes = bytes;
        this.lowest = lowest;
        this.highest = highest;
    }

    /** Bytes per voxel. */
    public int bytes() {
        return bytes;
    }

    public boolean isFloat() {
        return this == FLOAT32 || this == FLOAT64;
    }

    public double lowest() {
        return lowest;
    }

    public double highest() {
        return highest;
    }
}

package io.nephrite.imaging.nifti;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Data types of NIfTI voxels that are read. */
public enum NiftiType {
    UINT8(2, 1, 0, 255),
    INT16(4, 2, Short.MIN_VALUE, Short.MAX_VALUE),
    INT32(8, 4, Integer.MIN_VALUE, Integer.MAX_VALUE),
    FLOAT32(16, 4, -Float.MAX_VALUE, Float.MAX_VALUE),
    FLOAT64(64, 8, -Double.MAX_VALUE, Double.MAX_VALUE),
    INT8(256, 1, Byte.MIN_VALUE, Byte.MAX_VALUE),
    UINT16(512, 2, 0, 65535),
    UINT32(768, 4, 0, 4294967295.0),
    INT64(1024, 8, Long.MIN_VALUE, Long.MAX_VALUE),
    UINT64(1280, 8, 0, 1.8446744073709552E19);

    private final int code;
    private final int bytes;
    private final double lowest;
    private final double highest;

    NiftiType(int code, int bytes, double lowest, double highest) {
        this.code = code;
        this.bytes = bytes;
        this.lowest = lowest;
        this.highest = highest;
    }

    public static Optional<NiftiType> of(int code) {
        return Arrays.stream(values()).filter(t -> t.code == code).findFirst();
    }

    /** What a code means in the standard, for messages; also of types that are not read. */
    static String describe(int code) {
        return of(code).map(t -> t.name().toLowerCase(Locale.ROOT)).orElseGet(() -> switch (code) {
            case 0 -> "unknown";
            case 1 -> "1-bit binary";
            case 32 -> "complex64";
            case 128 -> "RGB24";
            case 1536 -> "float128";
            case 1792 -> "complex128";
            case 2048 -> "complex256";
            case 2304 -> "RGBA32";
            default -> "no type of the standard";
        });
    }

    /** Number in the header. */
    public int code() {
        return code;
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

package io.nephrite.imaging.nifti;

import io.nephrite.imaging.format.StoredType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Numbers of types in a NIfTI header. */
final class NiftiTypes {
    private NiftiTypes() {}

    static Optional<StoredType> of(int code) {
        return Arrays.stream(StoredType.values()).filter(t -> code(t) == code).findFirst();
    }

    static int code(StoredType type) {
        return switch (type) {
            case UINT8 -> 2;
            case INT16 -> 4;
            case INT32 -> 8;
            case FLOAT32 -> 16;
            case FLOAT64 -> 64;
            case INT8 -> 256;
            case UINT16 -> 512;
            case UINT32 -> 768;
            case INT64 -> 1024;
            case UINT64 -> 1280;
        };
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
}

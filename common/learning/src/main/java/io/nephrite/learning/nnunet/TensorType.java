package io.nephrite.learning.nnunet;

import io.nephrite.core.numpy.HalfPrecision;
import java.nio.ByteBuffer;

/** Type of the elements of a storage; little-endian. */
enum TensorType {
    FLOAT32(4),
    FLOAT64(8),
    FLOAT16(2),
    BFLOAT16(2),
    INT64(8);

    private final int bytes;

    TensorType(int bytes) {
        this.bytes = bytes;
    }

    int bytes() {
        return bytes;
    }

    /** The element as float32; rounded to the nearest where it has more digits. */
    float read(ByteBuffer data, int index) {
        int at = index * bytes;
        return switch (this) {
            case FLOAT32 -> data.getFloat(at);
            case FLOAT64 -> (float) data.getDouble(at);
            case FLOAT16 -> HalfPrecision.fromBits(data.getShort(at));
            case BFLOAT16 -> Float.intBitsToFloat(data.getShort(at) << 16);
            case INT64 -> data.getLong(at);
        };
    }
}

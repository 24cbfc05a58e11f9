package io.nephrite.testkit;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An array that NumPy wrote, in C order.
 *
 * @see ReferenceNumbers
 */
public final class ReferenceArray {
    private final int[] shape;
    private final char kind;
    private final int itemBytes;
    private final ByteBuffer values;

    /** @param kind f, i, u, b or U, as NumPy spells it */
    ReferenceArray(int[] shape, char kind, int itemBytes, ByteBuffer values) {
        this.shape = shape.clone();
        this.kind = kind;
        this.itemBytes = itemBytes;
        this.values = values;
    }

    public int[] shape() {
        return shape.clone();
    }

    public int size() {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    /** Of any number type; exact but for 64-bit integers beyond 2^53. */
    public double[] doubles() {
        double[] out = new double[size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = kind == 'f' ? floating(i) : integer(i);
        }
        return out;
    }

    /** Of any number type. */
    public float[] floats() {
        float[] out = new float[size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = kind == 'f' ? (float) floating(i) : integer(i);
        }
        return out;
    }

    public long[] longs() {
        long[] out = new long[size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = integer(i);
        }
        return out;
    }

    public int[] ints() {
        return Arrays.stream(longs()).mapToInt(Math::toIntExact).toArray();
    }

    /** Of integers between −128 and 127, or booleans as 0 and 1. */
    public byte[] bytes() {
        byte[] out = new byte[size()];
        for (int i = 0; i < out.length; i++) {
            long value = integer(i);
            if (value < Byte.MIN_VALUE || value > Byte.MAX_VALUE) {
                throw new ArithmeticException(value + " does not fit into a byte");
            }
            out[i] = (byte) value;
        }
        return out;
    }

    /** Of integers between −32,768 and 32,767, or booleans as 0 and 1. */
    public short[] shorts() {
        short[] out = new short[size()];
        for (int i = 0; i < out.length; i++) {
            long value = integer(i);
            if (value < Short.MIN_VALUE || value > Short.MAX_VALUE) {
                throw new ArithmeticException(value + " does not fit into a short");
            }
            out[i] = (short) value;
        }
        return out;
    }

    public String[] strings() {
        if (kind != 'U') {
            throw new IllegalStateException("not text but " + kind + itemBytes);
        }
        String[] out = new String[size()];
        for (int i = 0; i < out.length; i++) {
            StringBuilder text = new StringBuilder();
            for (int at = 0; at < itemBytes; at += 4) {
                int codePoint = values.getInt(i * itemBytes + at);
                if (codePoint != 0) {
                    text.appendCodePoint(codePoint);
                }
            }
            out[i] = text.toString();
        }
        return out;
    }

    /** The only value of an array of size 1. */
    public double scalar() {
        if (size() != 1) {
            throw new IllegalStateException("not one value but shape " + Arrays.toString(shape));
        }
        return doubles()[0];
    }

    @Override
    public String toString() {
        return kind + String.valueOf(itemBytes) + Arrays.toString(shape);
    }

    private double floating(int i) {
        return switch (itemBytes) {
            case 2 -> half(values.getShort(2 * i));
            case 4 -> values.getFloat(4 * i);
            case 8 -> values.getDouble(8 * i);
            default -> throw new IllegalStateException("float of " + itemBytes + " bytes");
        };
    }

    private long integer(int i) {
        if (kind != 'i' && kind != 'u' && kind != 'b') {
            throw new IllegalStateException("not integers but " + kind + itemBytes);
        }
        boolean unsigned = kind == 'u';
        return switch (itemBytes) {
            case 1 -> unsigned ? Byte.toUnsignedLong(values.get(i)) : values.get(i);
            case 2 -> unsigned ? Short.toUnsignedLong(values.getShort(2 * i)) : values.getShort(2 * i);
            case 4 -> unsigned ? Integer.toUnsignedLong(values.getInt(4 * i)) : values.getInt(4 * i);
            case 8 -> values.getLong(8 * i);
            default -> throw new IllegalStateException("integer of " + itemBytes + " bytes");
        };
    }

    /** Binary16; Java 17 has no conversion of its own. */
    private static double half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double magnitude;
        if (exponent == 0) {
            magnitude = Math.scalb((double) fraction, -24);
        } else if (exponent == 31) {
            magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else {
            magnitude = Math.scalb(1024.0 + fraction, exponent - 25);
        }
        return bits < 0 ? -magnitude : magnitude;
    }
}

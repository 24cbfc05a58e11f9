package io.nephrite.core.numpy;

/**
 * IEEE 754 half precision (binary16) within float32 arithmetic. nnU-Net accumulates logits in it and compares classes
 * in it, so what is to equal its results must round where it rounds.
 */
public final class HalfPrecision {
    /** Below this the numbers are evenly spaced. */
    private static final float SMALLEST_NORMAL = 0x1p-14f;
    /** Adding it moves the last bit of the mantissa to 2^-24, the spacing of the subnormal numbers. */
    private static final float SUBNORMAL_SHIFT = 0.75f;

    private HalfPrecision() {}

    /** The value of a half-precision number, given its 16 bits. */
    public static float fromBits(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float magnitude = switch (exponent) {
            case 0 -> fraction * 0x1p-24f;
            case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
            default -> Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
        };
        return bits < 0 ? -magnitude : magnitude;
    }

    /**
     * The nearest number of half precision, ties to the even one.
     *
     * @param value of magnitude below 65,520, which is where half precision ends; beyond, the 11 bits are kept all the
     *     same
     */
    public static float round(float value) {
        if (Math.abs(value) < SMALLEST_NORMAL) {
            return value + SUBNORMAL_SHIFT - SUBNORMAL_SHIFT;
        }
        int bits = Float.floatToRawIntBits(value);
        return Float.intBitsToFloat((bits + 0xFFF + (bits >>> 13 & 1)) & ~0x1FFF);
    }

    /** The same of a double, rounded once: by way of the nearest float, a number close to a tie would become one. */
    public static float round(double value) {
        float nearest = (float) value;
        if (nearest == value) {
            return round(nearest);
        }
        int bits = Float.floatToRawIntBits(nearest);
        int towardsZero = Math.abs((double) nearest) > Math.abs(value) ? bits - 1 : bits;
        // a last bit of 1 stands for all that was cut off
        return round(Float.intBitsToFloat(towardsZero | 1));
    }
}

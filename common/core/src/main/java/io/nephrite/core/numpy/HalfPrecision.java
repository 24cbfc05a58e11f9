package io.nephrite.core.numpy;

/**
 * IEEE 754 half precision (binary16) within float32 arithmetic. nnU-Net accumulates logits in it and compares classes
 * in it, so what is to equal its results must round where it rounds.
 */
public final class HalfPrecision {
    /** Below this the numbers are evenly spaced. */
    private static final float SMALLEST_NORMAL = 0x1p-14f;
    /** From here on the nearest number is infinite. */
    private static final float TOO_LARGE = 65_520;
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

    /** The 16 bits of the nearest half-precision number; infinite from 65,520 on. The inverse of {@link #fromBits}. */
    public static short toBits(float value) {
        int sign = Float.floatToRawIntBits(value) >>> 16 & 0x8000;
        float magnitude = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7e00);
        }
        if (magnitude >= TOO_LARGE) {
            return (short) (sign | 0x7c00);
        }
        float nearest = round(magnitude);
        if (nearest < SMALLEST_NORMAL) {
            return (short) (sign | (int) (nearest * 0x1p24f));
        }
        int bits = Float.floatToRawIntBits(nearest);
        return (short) ((sign | (((bits >>> 23) - 112) << 10)) | ((bits >>> 13) & 0x3ff));
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

package io.nephrite.learning.augment;

/**
 * Powers with one exponent of numbers from 0 to 1 in single precision, many times as fast as {@link Math#pow}: within one
 * unit of the last place, of ten thousand results all but a few the nearest, and the same on every machine.
 *
 * <p>Each octave is divided into {@value #INTERVALS} intervals, in which the power is its Taylor series about the middle up
 * to the third order, in double precision: it errs by less than 2e-11 of the result for exponents from 0.5 to 2.
 */
final class FloatPower {
    private static final int INTERVAL_BITS = 7;
    private static final int INTERVALS = 1 << INTERVAL_BITS;
    private static final int MANTISSA_BITS = 23;
    private static final int REST_BITS = MANTISSA_BITS - INTERVAL_BITS;
    private static final int REST = (1 << REST_BITS) - 1;
    private static final int HALF_INTERVAL = 1 << (REST_BITS - 1);
    private static final double REST_UNIT = 1.0 / (1 << MANTISSA_BITS);
    private static final int BIAS = 127;
    private static final float SMALLEST_NORMAL = 0x1p-126f;
    private static final int TERMS = 4;

    private final float exponent;
    /** Of each interval of the octave from 1 to 2, lowest order first. */
    private final double[] series = new double[TERMS * INTERVALS];
    /** Power of 2^(i - BIAS). */
    private final double[] octaves = new double[BIAS + 1];

    /** @param exponent from 0.5 to 2 */
    FloatPower(float exponent) {
        this.exponent = exponent;
        double y = exponent;
        for (int i = 0; i < INTERVALS; i++) {
            double middle = 1 + (i + 0.5) / INTERVALS;
            double term = StrictMath.pow(middle, y);
            for (int order = 0; order < TERMS; order++) {
                series[TERMS * i + order] = term;
                term *= (y - order) / ((order + 1) * middle);
            }
        }
        double half = StrictMath.pow(0.5, y);
        octaves[BIAS] = 1;
        for (int i = BIAS - 1; i >= 0; i--) {
            octaves[i] = octaves[i + 1] * half;
        }
    }

    /** @param x from 0 to 1 */
    float of(float x) {
        if (x < SMALLEST_NORMAL) {
            return x == 0 ? 0 : (float) StrictMath.pow(x, exponent);
        }
        int bits = Float.floatToRawIntBits(x);
        int at = TERMS * ((bits >> REST_BITS) & (INTERVALS - 1));
        double rest = ((bits & REST) - HALF_INTERVAL) * REST_UNIT;
        double power = series[at] + rest * (series[at + 1] + rest * (series[at + 2] + rest * series[at + 3]));
        return (float) (power * octaves[bits >> MANTISSA_BITS]);
    }
}

package io.nephrite.core.numpy;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HalfPrecisionTest {
    /** All finite non-negative numbers of half precision, ascending. */
    private static float[] all() {
        float[] all = new float[0x7C00];
        for (int bits = 0; bits < all.length; bits++) {
            int exponent = bits >> 10;
            int mantissa = bits & 0x3FF;
            all[bits] = exponent == 0
                    ? Math.scalb((float) mantissa, -24)
                    : Math.scalb((float) (mantissa + 1024), exponent - 25);
        }
        return all;
    }

    @Test
    void writesTheBitsThatItReads() {
        float[] all = all();
        for (int bits = 0; bits < all.length; bits++) {
            assertThat(HalfPrecision.toBits(all[bits])).isEqualTo((short) bits);
            assertThat(HalfPrecision.fromBits((short) bits)).isEqualTo(all[bits]);
            assertThat(HalfPrecision.toBits(-all[bits])).isEqualTo((short) (bits | 0x8000));
        }
        assertThat(HalfPrecision.toBits(65_519)).isEqualTo((short) 0x7bff);
        assertThat(HalfPrecision.toBits(65_520)).isEqualTo((short) 0x7c00);
        assertThat(HalfPrecision.fromBits(HalfPrecision.toBits(Float.NaN))).isNaN();
    }

    @Test
    void keepsWhatIsHalfPrecision() {
        for (float value : all()) {
            assertThat(HalfPrecision.round(value)).isEqualTo(value);
            assertThat(HalfPrecision.round(-value)).isEqualTo(-value);
        }
    }

    @Test
    void roundsToTheNearestAndTiesToEven() {
        float[] all = all();
        Random random = new Random(5);
        for (int i = 0; i + 1 < all.length; i++) {
            float middle = (all[i] + all[i + 1]) / 2;
            assertThat(HalfPrecision.round(middle)).isEqualTo(all[i % 2 == 0 ? i : i + 1]);
            assertThat(HalfPrecision.round(Math.nextDown(middle))).isEqualTo(all[i]);
            assertThat(HalfPrecision.round(-Math.nextUp(middle))).isEqualTo(-all[i + 1]);
            assertThat(HalfPrecision.round(Math.nextDown((double) middle))).isEqualTo(all[i]);
            assertThat(HalfPrecision.round(-Math.nextUp((double) middle))).isEqualTo(-all[i + 1]);
            float between = all[i] + random.nextFloat() * (all[i + 1] - all[i]);
            float rounded = HalfPrecision.round(between);
            assertThat(distance(rounded, between))
                    .isLessThanOrEqualTo(distance(all[i], between))
                    .isLessThanOrEqualTo(distance(all[i + 1], between));
        }
    }

    private static BigDecimal distance(float a, float b) {
        return new BigDecimal(a).subtract(new BigDecimal(b)).abs();
    }
}

package io.nephrite.learning.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FloatPowerTest {
    @Test
    void isWithinOneUnitOfTheLastPlace() {
        Random random = new Random(1);
        int different = 0;
        int count = 500_000;
        for (int i = 0; i < count; i++) {
            float x = i % 4 == 0 ? (float) Math.pow(10, -40 * random.nextDouble()) : random.nextFloat();
            float y = 0.7f + 0.8f * random.nextFloat();
            float expected = (float) StrictMath.pow(x, y);
            float found = FloatPower.of(x, y);
            assertThat(Math.abs(found - expected)).as("%s ^ %s", x, y).isLessThanOrEqualTo(Math.ulp(expected));
            different += found == expected ? 0 : 1;
        }
        assertThat(different).isLessThan(count / 10_000);
    }

    @Test
    void isExactAtTheEnds() {
        for (float y : new float[] {0.7f, 1, 1.5f, 20}) {
            assertThat(FloatPower.of(0, y)).isZero();
            assertThat(FloatPower.of(1, y)).isEqualTo(1);
            assertThat(FloatPower.of(Float.MIN_VALUE, y)).isEqualTo((float) StrictMath.pow(Float.MIN_VALUE, y));
        }
        assertThat(FloatPower.of(0.3f, 1)).isEqualTo(0.3f);
        assertThat(FloatPower.of(1e-30f, 20)).isZero();
    }
}

package io.nephrite.learning.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FloatPowerTest {
    @Test
    void isWithinOneUnitOfTheLastPlace() {
        Random random = new Random(1);
        float y = 1;
        FloatPower power = new FloatPower(y);
        int different = 0;
        int count = 500_000;
        for (int i = 0; i < count; i++) {
            float x = i % 4 == 0 ? (float) Math.pow(10, -40 * random.nextDouble()) : random.nextFloat();
            if (i % 100 == 0) {
                y = 0.7f + 0.8f * random.nextFloat();
                power = new FloatPower(y);
            }
            float expected = (float) StrictMath.pow(x, y);
            float found = power.of(x);
            assertThat(Math.abs(found - expected)).as("%s ^ %s", x, y).isLessThanOrEqualTo(Math.ulp(expected));
            different += found == expected ? 0 : 1;
        }
        assertThat(different).isLessThan(count / 10_000);
    }

    @Test
    void isExactAtTheEnds() {
        for (float y : new float[] {0.7f, 1, 1.5f}) {
            FloatPower power = new FloatPower(y);
            assertThat(power.of(0)).isZero();
            assertThat(power.of(1)).isEqualTo(1);
            assertThat(power.of(Float.MIN_VALUE)).isEqualTo((float) StrictMath.pow(Float.MIN_VALUE, y));
            assertThat(power.of(0x1p-126f)).isEqualTo((float) StrictMath.pow(0x1p-126f, y));
        }
        assertThat(new FloatPower(1).of(0.3f)).isEqualTo(0.3f);
    }
}

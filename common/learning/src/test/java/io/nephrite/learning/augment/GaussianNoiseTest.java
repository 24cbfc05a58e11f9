package io.nephrite.learning.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nephrite.core.random.SampleRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Bounds are five standard errors. */
class GaussianNoiseTest {
    private static final int DRAWS = 1_000_000;

    private static double[] drawn() {
        SampleRandom random = SampleRandom.of(5, "0", "noise");
        double[] drawn = new double[DRAWS];
        Arrays.setAll(drawn, i -> GaussianNoise.next(random));
        return drawn;
    }

    private static double moment(double[] drawn, int order) {
        return Arrays.stream(drawn).map(x -> Math.pow(x, order)).average().orElseThrow();
    }

    @Test
    void hasTheMomentsOfTheNormalLaw() {
        double[] drawn = drawn();
        // variances of x, x^2, x^3, x^4 are 1, 2, 15, 96
        assertThat(moment(drawn, 1)).isCloseTo(0, within(5 * Math.sqrt(1.0 / DRAWS)));
        assertThat(moment(drawn, 2)).isCloseTo(1, within(5 * Math.sqrt(2.0 / DRAWS)));
        assertThat(moment(drawn, 3)).isCloseTo(0, within(5 * Math.sqrt(15.0 / DRAWS)));
        assertThat(moment(drawn, 4)).isCloseTo(3, within(5 * Math.sqrt(96.0 / DRAWS)));
    }

    /** Kolmogorov and Smirnov's distance of two samples; 1.95 is its quantile 0.999. */
    @Test
    void followsTheLawOfThePolarMethod() {
        double[] found = drawn();
        SampleRandom random = SampleRandom.of(6, "0", "polar");
        double[] expected = new double[DRAWS];
        Arrays.setAll(expected, i -> random.gaussian());
        Arrays.sort(found);
        Arrays.sort(expected);
        int behind = 0;
        int largest = 0;
        for (int i = 0; i < DRAWS; i++) {
            while (behind < DRAWS && expected[behind] <= found[i]) {
                behind++;
            }
            largest = Math.max(largest, Math.abs(behind - (i + 1)));
        }
        assertThat((double) largest / DRAWS).isLessThan(1.95 * Math.sqrt(2.0 / DRAWS));
    }

    @Test
    void hasTailsAsLongAsTheNormalLaw() {
        double[] drawn = drawn();
        // beyond the layers, and far beyond
        assertShare(drawn, 3.654152885361009, 2.580325e-4);
        assertShare(drawn, 4.0, 6.334e-5);
        assertShare(drawn, 4.5, 6.795e-6);
    }

    private static void assertShare(double[] drawn, double beyond, double expected) {
        double count = Arrays.stream(drawn).filter(x -> Math.abs(x) > beyond).count();
        assertThat(count / DRAWS).isCloseTo(expected, within(5 * Math.sqrt(expected / DRAWS)));
    }
}

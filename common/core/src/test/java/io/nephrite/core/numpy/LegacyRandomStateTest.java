package io.nephrite.core.numpy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Against numpy 2.4 {@code RandomState(1234)} and scikit-learn's {@code KFold(5, shuffle=True, random_state=12345)}.
 */
class LegacyRandomStateTest {
    @Test
    void givesTheBitsOfMersenneTwister() {
        LegacyRandomState random = new LegacyRandomState(1234);
        long[] bits = new long[5];
        Arrays.setAll(bits, i -> Integer.toUnsignedLong(random.nextBits()));
        assertThat(bits).containsExactly(822569775L, 2137449171L, 2671936806L, 3512589365L, 1880026316L);
    }

    @Test
    void choosesWithoutReplacementAsNumpyDoes() {
        assertThat(new LegacyRandomState(1234).choice(50000, 10))
                .containsExactly(20308, 37706, 6041, 42143, 23202, 38925, 17788, 5884, 33193, 39911);
    }

    @Test
    void choosesWithReplacementAsNumpyDoes() {
        assertThat(new LegacyRandomState(1234).choiceWithReplacement(50000, 10))
                .containsExactly(27439, 34086, 23924, 17048, 32399, 41239, 9449, 23706, 8222, 32427);
    }

    @Test
    void shufflesFoldsAsScikitLearnDoes() {
        int[] order = new LegacyRandomState(12345).permutation(24);
        int[] first = Arrays.copyOf(order, 5);
        Arrays.sort(first);
        assertThat(first).containsExactly(8, 10, 12, 18, 20);
    }

    @Test
    void countsTheSameDrawsThatItWouldMake() {
        for (int n : new int[] {1, 2, 3, 64, 65, 1000}) {
            LegacyRandomState listed = new LegacyRandomState(7);
            LegacyRandomState counted = new LegacyRandomState(7);
            listed.nextBits();
            counted.nextBits();
            int[] expected = new int[n];
            for (int drawn : listed.choiceWithReplacement(n, 5000)) {
                expected[drawn]++;
            }
            assertThat(Arrays.copyOf(counted.drawCounts(n, 5000), n)).containsExactly(expected);
            assertThat(counted.nextBits()).isEqualTo(listed.nextBits());
        }
    }
}

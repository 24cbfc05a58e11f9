package io.nephrite.learning.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PseudoDiceTrendTest {
    private static final PseudoDiceTrend NONE = new PseudoDiceTrend(OptionalDouble.empty(), OptionalDouble.empty());

    @Test
    void beginsWithTheFirstMeanAndKeepsNineTenthsOfWhatWas() {
        PseudoDiceTrend first = NONE.after(OptionalDouble.of(0.5));
        PseudoDiceTrend second = first.after(OptionalDouble.of(0.7));

        assertThat(first.average()).hasValue(0.5);
        assertThat(second.average().orElseThrow()).isCloseTo(0.52, within(1e-12));
        assertThat(first.hasImprovedSince(NONE)).isTrue();
        assertThat(second.hasImprovedSince(first)).isTrue();
    }

    @Test
    void keepsTheBestWhereTheAverageFalls() {
        PseudoDiceTrend high = NONE.after(OptionalDouble.of(0.8));
        PseudoDiceTrend lower = high.after(OptionalDouble.of(0.1));

        assertThat(lower.best()).isEqualTo(high.best());
        assertThat(lower.hasImprovedSince(high)).isFalse();
        assertThat(high.after(OptionalDouble.of(0.8)).hasImprovedSince(high))
                .as("equal")
                .isFalse();
    }

    @Test
    void isLeftAsItIsByAnEpochWithoutAnyScore() {
        PseudoDiceTrend trend = NONE.after(OptionalDouble.of(0.8));

        assertThat(trend.after(OptionalDouble.empty())).isEqualTo(trend);
        assertThat(NONE.after(OptionalDouble.empty()).hasImprovedSince(NONE)).isFalse();
    }
}

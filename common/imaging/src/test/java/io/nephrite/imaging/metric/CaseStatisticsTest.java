package io.nephrite.imaging.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CaseStatisticsTest {
    @Test
    void leavesUndefinedValuesOut() {
        CaseStatistics statistics = CaseStatistics.of(
                List.of(OptionalDouble.of(0.5), OptionalDouble.empty(), OptionalDouble.of(0.9), OptionalDouble.of(1)));
        assertThat(statistics.cases()).isEqualTo(3);
        assertThat(statistics.mean().getAsDouble()).isEqualTo(0.8, Offset.offset(1e-15));
        assertThat(statistics.median()).hasValue(0.9);
    }

    @Test
    void hasNoIntervalOfOneValue() {
        assertThat(CaseStatistics.of(List.of(OptionalDouble.of(0.5))).interval())
                .isEmpty();
        assertThat(CaseStatistics.of(List.of(OptionalDouble.empty())).mean()).isEmpty();
    }

    @Test
    void hasTheSameIntervalEachTime() {
        assertThat(MeanInterval.of(0.1, 0.5, 0.9)).isEqualTo(MeanInterval.of(0.1, 0.5, 0.9));
    }

    /** Of many values the bootstrap's interval is that of the normal distribution: the mean ± 1.96 standard errors. */
    @Test
    void agreesWithTheStandardErrorWhereThereAreManyCases() {
        SplittableRandom random = new SplittableRandom(7);
        double[] values =
                IntStream.range(0, 400).mapToDouble(i -> random.nextDouble()).toArray();
        double mean =
                IntStream.range(0, 400).mapToDouble(i -> values[i]).average().orElseThrow();
        double variance = IntStream.range(0, 400)
                        .mapToDouble(i -> (values[i] - mean) * (values[i] - mean))
                        .sum()
                / 399;
        double half = 1.96 * Math.sqrt(variance / 400);
        MeanInterval interval = MeanInterval.of(values).orElseThrow();
        assertThat(interval.low()).isEqualTo(mean - half, Offset.offset(half * 0.06));
        assertThat(interval.high()).isEqualTo(mean + half, Offset.offset(half * 0.06));
    }
}

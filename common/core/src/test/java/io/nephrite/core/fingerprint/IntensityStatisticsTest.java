package io.nephrite.core.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.numpy.LegacyRandomState;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntensityStatisticsTest {
    private final ExecutorService executor = Executors.newFixedThreadPool(2);

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void agreesWithSortingEveryTenthValue() {
        Random random = new Random(1);
        float[][][] cases = new float[3][1][1001];
        DoubleStream.Builder kept = DoubleStream.builder();
        for (float[][] one : cases) {
            for (int i = 0; i < one[0].length; i++) {
                one[0][i] = (float) (random.nextGaussian() * 100);
                if (i % 10 == 0) {
                    kept.add(one[0][i]);
                }
            }
        }
        double[] values = kept.build().toArray();

        IntensityProperties found =
                statistics(3, ForegroundSampling.EVERY_TENTH, i -> cases[i]).get("0");

        double mean = DoubleStream.of(values).average().orElseThrow();
        double variance = DoubleStream.of(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow();
        assertThat(found.min()).isEqualTo(DoubleStream.of(values).min().orElseThrow());
        assertThat(found.max()).isEqualTo(DoubleStream.of(values).max().orElseThrow());
        assertThat(found.median()).isEqualTo(Quantile.median(values));
        assertThat(found.percentile005()).isEqualTo((double) (float) Quantile.percentile(0.5, values));
        assertThat(found.percentile995()).isEqualTo((double) (float) Quantile.percentile(99.5, values));
        assertThat(found.mean()).isCloseTo(mean, within(1e-9));
        assertThat(found.std()).isCloseTo(Math.sqrt(variance), within(1e-9));
    }

    /** One generator serves the channels of a case one after the other. */
    @Test
    void drawsTheSecondChannelAfterTheFirst() {
        float[][] foreground = {{1, 2, 3}, {10, 20, 40}};
        IntensityProperties second =
                statistics(1, ForegroundSampling.DRAWN, i -> foreground).get("1");

        LegacyRandomState random = new LegacyRandomState(1234);
        random.drawCounts(3, 100_000_000);
        int[] counts = random.drawCounts(3, 100_000_000);
        double mean = (10.0 * counts[0] + 20.0 * counts[1] + 40.0 * counts[2]) / 100_000_000;
        assertThat(second.mean()).isEqualTo(mean);
        assertThat(second.median()).isEqualTo(20);
    }

    @Test
    void leavesOutCasesWithoutForeground() {
        float[][][] cases = {{{5, 5, 5}}, {{}}};
        IntensityProperties found =
                statistics(2, ForegroundSampling.DRAWN, i -> cases[i]).get("0");
        assertThat(found.mean()).isEqualTo(5);
        assertThat(found.std()).isZero();
        assertThat(found.percentile995()).isEqualTo(5);
    }

    @Test
    void refusesADatasetWithoutForeground() {
        assertThatThrownBy(() -> statistics(1, ForegroundSampling.DRAWN, i -> new float[1][0]))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("label above 0");
    }

    private Map<String, IntensityProperties> statistics(
            int cases, ForegroundSampling sampling, IntFunction<float[][]> foreground) {
        int channels = foreground.apply(0).length;
        return new IntensityStatistics(cases, channels, sampling, 100).of(foreground, executor);
    }
}

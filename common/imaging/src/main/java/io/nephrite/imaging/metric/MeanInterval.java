package io.nephrite.imaging.metric;

import io.nephrite.core.fingerprint.Quantile;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;

/**
 * The 95 % confidence interval of a mean, by the percentile bootstrap over cases: the middle 95 % of the means of as
 * many cases drawn with replacement. Seeded, so that the same cases have the same interval.
 *
 * <p>Reference: B. Efron, R. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
 */
public record MeanInterval(double low, double high) {
    private static final int DRAWS = 10_000;
    private static final long SEED = 12345;
    private static final double LOWEST_PERCENT = 2.5;
    private static final double HIGHEST_PERCENT = 97.5;

    /**
     * Computes the interval from the values of all cases.
     *
     * @return empty where there are fewer than two values, whose mean has no spread to be drawn from
     */
    public static Optional<MeanInterval> of(double... values) {
        if (values.length < 2) {
            return Optional.empty();
        }
        SplittableRandom random = new SplittableRandom(SEED);
        double[] means = DoubleStream.generate(() -> drawnMean(values, random))
                .limit(DRAWS)
                .toArray();
        return Optional.of(new MeanInterval(
                Quantile.percentile(LOWEST_PERCENT, means), Quantile.percentile(HIGHEST_PERCENT, means)));
    }

    private static double drawnMean(double[] values, SplittableRandom random) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[random.nextInt(values.length)];
        }
        return sum / values.length;
    }
}

package io.nephrite.core.fingerprint;

import java.util.Arrays;

/**
 * Quantiles as numpy computes them, to the last bit. {@code median} and {@code percentile} round differently between
 * two values, and nnU-Net uses both.
 */
public final class Quantile {
    private Quantile() {}

    /** {@code numpy.median}. */
    public static double median(double... values) {
        double[] sorted = sorted(values);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * {@code numpy.percentile}, method "linear".
     *
     * @param percent 0 to 100
     */
    public static double percentile(double percent, double... values) {
        double[] sorted = sorted(values);
        double position = (sorted.length - 1) * (percent / 100);
        int below = (int) Math.floor(position);
        int above = Math.min(below + 1, sorted.length - 1);
        return between(sorted[below], sorted[above], position - below);
    }

    /** numpy's {@code _lerp}: from the nearer end. */
    static double between(double a, double b, double t) {
        double difference = b - a;
        return t < 0.5 ? a + difference * t : b - difference * (1 - t);
    }

    private static double[] sorted(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no quantile of no values");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}

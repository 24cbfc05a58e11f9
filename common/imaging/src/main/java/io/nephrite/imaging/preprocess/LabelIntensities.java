package io.nephrite.imaging.preprocess;

import io.nephrite.core.fingerprint.ClassIntensities;
import io.nephrite.core.fingerprint.ClassIntensities.Channel;
import io.nephrite.core.fingerprint.Quantile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/** Sorts the intensities of labelled voxels by their labels. Stateless. */
final class LabelIntensities {
    /** Of which percentiles are taken. */
    private static final int MOST_VALUES = 100_000;

    private static final int LOW = 5;
    private static final int HIGH = 95;

    private LabelIntensities() {}

    /**
     * Sorts foreground intensities by their labels.
     *
     * @param foreground intensities (channels)(n)
     * @param labels place in {@code foreground} → label, above 0
     * @return ascending by label
     */
    static List<ClassIntensities> of(float[][] foreground, IntUnaryOperator labels) {
        int voxels = foreground[0].length;
        Map<Integer, Integer> counts = new TreeMap<>();
        int[] run = {0, 0}; // labels come in runs along a row: label and length
        for (int i = 0; i < voxels; i++) {
            int label = labels.applyAsInt(i);
            if (label != run[0]) {
                add(counts, run);
                run[0] = label;
                run[1] = 0;
            }
            run[1]++;
        }
        add(counts, run);
        List<ClassIntensities> classes = new ArrayList<>();
        counts.forEach((label, count) -> {
            List<Channel> channels = new ArrayList<>();
            for (float[] values : foreground) {
                channels.add(channel(values, labels, label, count));
            }
            classes.add(new ClassIntensities(label, count, channels));
        });
        return classes;
    }

    private static void add(Map<Integer, Integer> counts, int[] run) {
        if (run[1] > 0) {
            counts.merge(run[0], run[1], Integer::sum);
        }
    }

    private static Channel channel(float[] values, IntUnaryOperator labels, int label, int count) {
        int step = (count + MOST_VALUES - 1) / MOST_VALUES;
        double[] some = new double[(count + step - 1) / step];
        double sum = 0;
        double squares = 0;
        int seen = 0;
        float first = 0;
        for (int i = 0; i < values.length; i++) {
            if (labels.applyAsInt(i) == label) {
                if (seen == 0) {
                    first = values[i];
                }
                if (seen % step == 0) {
                    some[seen / step] = values[i];
                }
                double difference = values[i] - first; // keeps the digits of large values with a small spread
                sum += difference;
                squares += difference * difference;
                seen++;
            }
        }
        double mean = sum / count;
        return new Channel(
                first + mean,
                Math.sqrt(Math.max(0, squares / count - mean * mean)),
                Quantile.percentile(LOW, some),
                Quantile.percentile(50, some),
                Quantile.percentile(HIGH, some));
    }
}

package io.nephrite.imaging.metric;

import java.util.List;
import java.util.Optional;

/** How often each pair of reference and predicted label occurs: one pass, from which every count follows. */
final class JointHistogram {
    private static final int LABELS = 128;

    private final long[] counts = new long[LABELS * LABELS];

    private JointHistogram() {}

    /** @throws IllegalArgumentException where a label is below 0 */
    static JointHistogram of(byte[] reference, byte[] prediction) {
        JointHistogram histogram = new JointHistogram();
        long[] counts = histogram.counts;
        int length = reference.length;
        for (int i = 0; i < length; ) {
            int pair = reference[i] << 7 | prediction[i];
            if (pair < 0) {
                throw new IllegalArgumentException(
                        "labels must be >= 0, found " + reference[i] + " and " + prediction[i]);
            }
            // Runs of one pair are the rule; counting them apart spares the memory round trip per voxel.
            int start = i++;
            while (i < length && reference[i] == reference[start] && prediction[i] == prediction[start]) {
                i++;
            }
            counts[pair] += i - start;
        }
        return histogram;
    }

    /** Of the union of the values; voxels whose reference is {@code ignore} do not count. */
    ConfusionCounts of(List<Integer> values, Optional<Integer> ignore) {
        long[] cells = new long[4];
        for (int reference = 0; reference < LABELS; reference++) {
            if (ignore.isPresent() && ignore.get() == reference) {
                continue;
            }
            for (int prediction = 0; prediction < LABELS; prediction++) {
                int cell = (values.contains(reference) ? 2 : 0) + (values.contains(prediction) ? 1 : 0);
                cells[cell] += counts[reference << 7 | prediction];
            }
        }
        return new ConfusionCounts(cells[3], cells[1], cells[2], cells[0]);
    }
}

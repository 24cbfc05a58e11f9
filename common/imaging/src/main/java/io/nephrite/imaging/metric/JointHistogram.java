package io.nephrite.imaging.metric;

import io.nephrite.imaging.volume.LabelArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How often each pair of reference and predicted label occurs: one pass, from which every count follows. */
final class JointHistogram {
    private static final int LABELS = 128;

    private final List<Pair> pairs;

    private JointHistogram(List<Pair> pairs) {
        this.pairs = pairs;
    }

    private record Pair(int reference, int prediction, long voxels) {}

    /** @throws IllegalArgumentException where a label is below 0 */
    static JointHistogram of(LabelArray reference, LabelArray prediction) {
        return new JointHistogram(
                reference.isInt8() && prediction.isInt8()
                        ? counted(reference.int8(), prediction.int8())
                        : counted(reference, prediction));
    }

    private static List<Pair> counted(byte[] reference, byte[] prediction) {
        long[] counts = new long[LABELS * LABELS];
        int length = reference.length;
        for (int i = 0; i < length; ) {
            int pair = reference[i] << 7 | prediction[i];
            if (pair < 0) {
                throw negative(reference[i], prediction[i]);
            }
            // Runs of one pair are the rule; counting them apart spares the memory round trip per voxel.
            int start = i++;
            while (i < length && reference[i] == reference[start] && prediction[i] == prediction[start]) {
                i++;
            }
            counts[pair] += i - start;
        }
        List<Pair> pairs = new ArrayList<>();
        for (int pair = 0; pair < counts.length; pair++) {
            if (counts[pair] > 0) {
                pairs.add(new Pair(pair / LABELS, pair % LABELS, counts[pair]));
            }
        }
        return pairs;
    }

    /** Labels up to 32,767 make too many pairs for a table. */
    private static List<Pair> counted(LabelArray reference, LabelArray prediction) {
        Map<Integer, Map<Integer, Long>> counts = new HashMap<>();
        int length = reference.length();
        for (int i = 0; i < length; ) {
            int first = reference.get(i);
            int second = prediction.get(i);
            if ((first | second) < 0) {
                throw negative(first, second);
            }
            int start = i++;
            while (i < length && reference.get(i) == first && prediction.get(i) == second) {
                i++;
            }
            counts.computeIfAbsent(first, label -> new HashMap<>()).merge(second, (long) i - start, Long::sum);
        }
        List<Pair> pairs = new ArrayList<>();
        counts.forEach((first, row) -> row.forEach((second, voxels) -> pairs.add(new Pair(first, second, voxels))));
        return pairs;
    }

    private static IllegalArgumentException negative(int reference, int prediction) {
        return new IllegalArgumentException("labels must be >= 0, found " + reference + " and " + prediction);
    }

    /** Of the union of the values; voxels whose reference is {@code ignore} do not count. */
    ConfusionCounts of(List<Integer> values, Optional<Integer> ignore) {
        long[] cells = new long[4];
        for (Pair pair : pairs) {
            if (ignore.isEmpty() || ignore.get() != pair.reference) {
                int cell = (values.contains(pair.reference) ? 2 : 0) + (values.contains(pair.prediction) ? 1 : 0);
                cells[cell] += pair.voxels;
            }
        }
        return new ConfusionCounts(cells[3], cells[1], cells[2], cells[0]);
    }
}

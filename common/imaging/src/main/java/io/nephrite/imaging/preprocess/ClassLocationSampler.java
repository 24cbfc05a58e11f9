package io.nephrite.imaging.preprocess;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.numpy.LegacyRandomState;
import io.nephrite.imaging.volume.LabelArray;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws voxels of each foreground label or region without replacement, with numpy's generator.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code DefaultPreprocessor._sample_foreground_locations}; identical.
 */
final class ClassLocationSampler {
    private static final long SEED = 1234;
    private static final int FEWEST = 10_000;
    private static final double SMALLEST_SHARE = 0.01;

    private ClassLocationSampler() {}

    /**
     * @param labels C order; values that are not asked for are passed over
     * @param classes label values of each; a region's voxels count label by label
     */
    static ClassLocations sample(LabelArray labels, Shape3 shape, List<List<Integer>> classes) {
        int[][] indices = indicesByLabel(labels, classes);
        LegacyRandomState random = new LegacyRandomState(SEED);
        Map<List<Integer>, int[]> locations = new LinkedHashMap<>();
        for (List<Integer> values : classes) {
            int n = values.stream().mapToInt(v -> indices[v].length).sum();
            // An absent class draws nothing; the generator goes on with the next one.
            int count = n == 0 ? 0 : Math.max(Math.min(FEWEST, n), (int) Math.ceil(SMALLEST_SHARE * n));
            int[] chosen = n == 0 ? new int[0] : random.choice(n, count);
            int[] zyx = new int[3 * count];
            for (int i = 0; i < count; i++) {
                int at = index(indices, values, chosen[i]);
                zyx[3 * i] = at / (shape.y() * shape.x());
                zyx[3 * i + 1] = at / shape.x() % shape.y();
                zyx[3 * i + 2] = at % shape.x();
            }
            locations.put(values, zyx);
        }
        return ClassLocations.of(locations);
    }

    /** Of a voxel of a class, counted over its labels one after another. */
    private static int index(int[][] indices, List<Integer> values, int number) {
        int left = number;
        for (int value : values) {
            if (left < indices[value].length) {
                return indices[value][left];
            }
            left -= indices[value].length;
        }
        throw new IllegalArgumentException("voxel " + number + " is beyond those of " + values);
    }

    private static int[][] indicesByLabel(LabelArray labels, List<List<Integer>> classes) {
        int highest =
                classes.stream().flatMap(List::stream).mapToInt(v -> v).max().orElse(0);
        boolean[] wanted = new boolean[highest + 1];
        int[][] indices = new int[wanted.length][0];
        int[] counts = new int[wanted.length];
        classes.forEach(values -> values.forEach(v -> wanted[v] = true));
        for (int i = 0; i < labels.length(); i++) {
            int label = labels.get(i);
            if (label > 0 && label <= highest && wanted[label]) {
                if (counts[label] == indices[label].length) {
                    indices[label] = Arrays.copyOf(indices[label], Math.max(256, 2 * counts[label]));
                }
                indices[label][counts[label]++] = i;
            }
        }
        for (int label = 0; label < indices.length; label++) {
            indices[label] = Arrays.copyOf(indices[label], counts[label]);
        }
        return indices;
    }
}

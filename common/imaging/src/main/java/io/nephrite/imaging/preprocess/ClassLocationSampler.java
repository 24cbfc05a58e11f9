package io.nephrite.imaging.preprocess;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.random.LegacyRandomState;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws voxels of each foreground label without replacement, with numpy's generator.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code DefaultPreprocessor._sample_foreground_locations}; identical.
 */
final class ClassLocationSampler {
    private static final long SEED = 1234;
    private static final int FEWEST = 10_000;
    private static final double SMALLEST_SHARE = 0.01;

    private ClassLocationSampler() {}

    /** @param labels C order; those that are not asked for are passed over */
    static ClassLocations sample(byte[] labels, Shape3 shape, List<Integer> foreground) {
        int[][] indices = indicesByLabel(labels, foreground);
        LegacyRandomState random = new LegacyRandomState(SEED);
        Map<Integer, int[]> locations = new HashMap<>();
        for (int label : foreground) {
            int[] of = indices[label];
            int n = of.length;
            // An absent label draws nothing; the generator goes on with the next one.
            int count = n == 0 ? 0 : Math.max(Math.min(FEWEST, n), (int) Math.ceil(SMALLEST_SHARE * n));
            int[] chosen = n == 0 ? new int[0] : random.choice(n, count);
            int[] zyx = new int[3 * count];
            for (int i = 0; i < count; i++) {
                int at = of[chosen[i]];
                zyx[3 * i] = at / (shape.y() * shape.x());
                zyx[3 * i + 1] = at / shape.x() % shape.y();
                zyx[3 * i + 2] = at % shape.x();
            }
            locations.put(label, zyx);
        }
        return ClassLocations.of(locations);
    }

    private static int[][] indicesByLabel(byte[] labels, List<Integer> foreground) {
        boolean[] wanted = new boolean[Byte.MAX_VALUE + 1];
        int[][] indices = new int[wanted.length][0];
        int[] counts = new int[wanted.length];
        for (int label : foreground) {
            wanted[label] = true;
        }
        for (int i = 0; i < labels.length; i++) {
            int label = labels[i];
            if (label > 0 && wanted[label]) {
                if (counts[label] == indices[label].length) {
                    indices[label] = Arrays.copyOf(indices[label], Math.max(256, 2 * counts[label]));
                }
                indices[label][counts[label]++] = i;
            }
        }
        for (int label : foreground) {
            indices[label] = Arrays.copyOf(indices[label], counts[label]);
        }
        return indices;
    }
}

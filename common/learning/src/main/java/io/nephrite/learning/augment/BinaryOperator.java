package io.nephrite.learning.augment;

import io.nephrite.core.random.SampleRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Morphology of masks, whose voxels are 0 or 1 in C order (z, y, x). Beyond the volume a dilation sees nothing and an
 * erosion sees the mask itself; opening and closing use the same offsets twice, so that an element off centre shifts
 * the mask by a voxel.
 *
 * <p>Reference: batchgeneratorsv2 0.3.6 {@code binary_dilation_torch} and its companions.
 */
enum BinaryOperator {
    DILATION {
        @Override
        byte[] apply(byte[] mask, int[] shape, StructuringElement element) {
            return dilated(mask, shape, element);
        }
    },
    EROSION {
        @Override
        byte[] apply(byte[] mask, int[] shape, StructuringElement element) {
            return eroded(mask, shape, element);
        }
    },
    CLOSING {
        @Override
        byte[] apply(byte[] mask, int[] shape, StructuringElement element) {
            return eroded(dilated(mask, shape, element), shape, element);
        }
    },
    OPENING {
        @Override
        byte[] apply(byte[] mask, int[] shape, StructuringElement element) {
            return dilated(eroded(mask, shape, element), shape, element);
        }
    };

    private static final List<BinaryOperator> ALL = List.of(values());

    /** One of them, each as likely as the others. */
    static BinaryOperator drawn(SampleRandom random) {
        return ALL.get(random.below(ALL.size()));
    }

    /**
     * Applies the operator to a mask.
     *
     * @return a new mask
     */
    abstract byte[] apply(byte[] mask, int[] shape, StructuringElement element);

    private static byte[] eroded(byte[] mask, int[] shape, StructuringElement element) {
        return inverted(dilated(inverted(mask), shape, element));
    }

    private static byte[] inverted(byte[] mask) {
        byte[] inverse = new byte[mask.length];
        for (int i = 0; i < mask.length; i++) {
            inverse[i] = (byte) (1 - mask[i]);
        }
        return inverse;
    }

    /** Rows first, each distinct run of the element once; then rows are laid over each other. */
    private static byte[] dilated(byte[] mask, int[] shape, StructuringElement element) {
        byte[] result = new byte[mask.length];
        Map<List<Integer>, List<StructuringElement.Run>> runs = new HashMap<>();
        for (StructuringElement.Run run : element.runs()) {
            runs.computeIfAbsent(List.of(run.first(), run.last()), key -> new ArrayList<>())
                    .add(run);
        }
        byte[] rows = new byte[mask.length];
        runs.values().forEach(alike -> {
            widen(mask, shape[2], alike.get(0), rows);
            alike.forEach(run -> lay(rows, shape, run, result));
        });
        return result;
    }

    /** A voxel is set where one of the run's voxels is, counted in one pass along the row. */
    private static void widen(byte[] mask, int width, StructuringElement.Run run, byte[] rows) {
        Arrays.fill(rows, (byte) 0);
        for (int row = 0; row < mask.length; row += width) {
            int inWindow = 0;
            for (int x = Math.max(0, run.first()); x < Math.min(width, run.last()); x++) {
                inWindow += mask[row + x];
            }
            for (int x = 0; x < width; x++) {
                int enters = x + run.last();
                if (enters >= 0 && enters < width) {
                    inWindow += mask[row + enters];
                }
                rows[row + x] = (byte) (inWindow > 0 ? 1 : 0);
                int leaves = x + run.first();
                if (leaves >= 0 && leaves < width) {
                    inWindow -= mask[row + leaves];
                }
            }
        }
    }

    private static void lay(byte[] rows, int[] shape, StructuringElement.Run run, byte[] result) {
        int width = shape[2];
        for (int z = Math.max(0, -run.z()); z < Math.min(shape[0], shape[0] - run.z()); z++) {
            int from = Math.max(0, -run.y());
            int to = Math.min(shape[1], shape[1] - run.y());
            int target = (z * shape[1] + from) * width;
            int source = ((z + run.z()) * shape[1] + from + run.y()) * width;
            for (int i = 0; i < (to - from) * width; i++) {
                result[target + i] |= rows[source + i];
            }
        }
    }
}

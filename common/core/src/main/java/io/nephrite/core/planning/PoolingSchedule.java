package io.nephrite.core.planning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Strides and kernels of a U-Net for a spacing and a patch: an axis is halved while it has at least 8 voxels and is not
 * coarser than twice the finest one that can still be halved.
 *
 * <p>Reference: nnU-Net {@code get_pool_and_conv_props}.
 */
final class PoolingSchedule {
    private static final int MIN_EDGE = 4;

    private final int[][] strides;
    private final int[][] kernels;
    private final int[] patch;
    private final int[] divisor;

    private PoolingSchedule(int[][] strides, int[][] kernels, int[] patch, int[] divisor) {
        this.strides = strides;
        this.kernels = kernels;
        this.patch = patch;
        this.divisor = divisor;
    }

    /**
     * @param spacing mm, plan frame, 2 or 3 axes
     * @param patch voxels; may be fractional
     */
    static PoolingSchedule of(double[] spacing, double[] patch) {
        return of(spacing, patch, false);
    }

    static PoolingSchedule of(double[] spacing, int[] patch) {
        return of(spacing, Arrays.stream(patch).asDoubleStream().toArray(), false);
    }

    /**
     * As nnU-Net v1 does it. Its kernel rule looks up the spacing of axis d among the axes that can still be halved, so
     * that once one has dropped out the wrong axis is read, or none: where v1 would have crashed, v2's rule holds.
     */
    static PoolingSchedule ofV1(double[] spacing, int[] patch) {
        return of(spacing, Arrays.stream(patch).asDoubleStream().toArray(), true);
    }

    private static PoolingSchedule of(double[] spacing, double[] patch, boolean v1) {
        int dimensions = spacing.length;
        double[] currentSpacing = spacing.clone();
        double[] currentSize = patch.clone();
        int[] pools = new int[dimensions];
        int[] kernel = new int[dimensions];
        Arrays.fill(kernel, 1);
        int[] ones = kernel.clone();
        List<int[]> strides = new ArrayList<>();
        List<int[]> kernels = new ArrayList<>();
        strides.add(ones);
        while (true) {
            List<Integer> large = new ArrayList<>();
            for (int d = 0; d < dimensions; d++) {
                if (currentSize[d] >= 2 * MIN_EDGE) {
                    large.add(d);
                }
            }
            List<Integer> halved = withinFactorTwo(currentSpacing, large);
            if (halved.isEmpty() || (halved.size() == 1 && currentSize[halved.get(0)] < 3 * MIN_EDGE)) {
                break;
            }
            double finest = Arrays.stream(currentSpacing).min().orElseThrow();
            for (int d = 0; d < dimensions; d++) {
                int axis = v1 && d < large.size() ? large.get(d) : d;
                if (currentSpacing[axis] / finest < 2) {
                    kernel[d] = 3;
                }
            }
            int[] stride = ones.clone();
            for (int d : halved) {
                stride[d] = 2;
                pools[d]++;
                currentSpacing[d] *= 2;
                currentSize[d] = Math.ceil(currentSize[d] / 2);
            }
            strides.add(stride);
            kernels.add(kernel.clone());
        }
        int[] bottleneck = new int[dimensions];
        Arrays.fill(bottleneck, 3);
        kernels.add(bottleneck);
        int[] divisor = Arrays.stream(pools).map(p -> 1 << p).toArray();
        int[] padded = new int[dimensions];
        for (int d = 0; d < dimensions; d++) {
            double rest = patch[d] % divisor[d];
            padded[d] = (int) (rest == 0 ? patch[d] : patch[d] + divisor[d] - rest);
        }
        return new PoolingSchedule(strides.toArray(int[][]::new), kernels.toArray(int[][]::new), padded, divisor);
    }

    private static List<Integer> withinFactorTwo(double[] spacing, List<Integer> axes) {
        double finest = axes.stream().mapToDouble(d -> spacing[d]).min().orElse(Double.NaN);
        return axes.stream().filter(d -> spacing[d] / finest < 2).toList();
    }

    int stages() {
        return strides.length;
    }

    /** One row per stage; the first is all ones. */
    int[][] strides() {
        return strides;
    }

    /** One row per stage. */
    int[][] kernels() {
        return kernels;
    }

    /** The patch, padded to multiples of {@link #divisor()}. */
    int[] patch() {
        return patch;
    }

    /** The strides' product per axis. */
    int[] divisor() {
        return divisor;
    }

    /** Number of halvings per axis. */
    int[] pools() {
        return Arrays.stream(divisor).map(Integer::numberOfTrailingZeros).toArray();
    }
}

package io.nephrite.core.planning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

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

    static PoolingSchedule of(double[] spacing, int[] patch) {
        return of(spacing, Arrays.stream(patch).asDoubleStream().toArray());
    }

    /**
     * @param spacing mm, plan frame, 2 or 3 axes
     * @param patch voxels; may be fractional
     */
    static PoolingSchedule of(double[] spacing, double[] patch) {
        Growth growth = new Growth(spacing, patch);
        int[] kernel = growth.ones();
        while (true) {
            List<Integer> halved = growth.withinFactorTwo(growth.large());
            if (halved.isEmpty() || (halved.size() == 1 && growth.size[halved.get(0)] < 3 * MIN_EDGE)) {
                return growth.end();
            }
            double finest = Arrays.stream(growth.spacing).min().orElseThrow();
            for (int d = 0; d < kernel.length; d++) {
                if (growth.spacing[d] / finest < 2) {
                    kernel[d] = 3;
                }
            }
            growth.halve(halved, kernel);
        }
    }

    /**
     * As nnU-Net v1 does it: an axis is halved while it is not coarser than twice the finest of all, so that nothing
     * more is halved once the finest has become too small; a kernel is 3 along the largest group of axes that are
     * within a factor of two of one of them.
     *
     * <p>Reference: nnU-Net v1 {@code get_pool_and_conv_props}, which its v2.1 planners call (not {@code …_v2}).
     */
    static PoolingSchedule ofV1(double[] spacing, int[] patch) {
        Growth growth =
                new Growth(spacing, Arrays.stream(patch).asDoubleStream().toArray());
        List<Integer> all = IntStream.range(0, spacing.length).boxed().toList();
        while (true) {
            List<Integer> large = growth.large();
            List<Integer> halved =
                    growth.withinFactorTwo(all).stream().filter(large::contains).toList();
            if (halved.isEmpty()) {
                return growth.end();
            }
            List<Integer> widest = List.of();
            for (int axis : all) {
                List<Integer> partners = growth.partners(axis);
                widest = partners.size() > widest.size() ? partners : widest;
            }
            int[] kernel = growth.ones();
            widest.forEach(d -> kernel[d] = 3);
            growth.halve(halved, kernel);
        }
    }

    /** A network that gets deeper stage by stage. */
    private static final class Growth {
        private final double[] patch;
        private final double[] spacing;
        private final double[] size;
        private final int[] pools;
        private final List<int[]> strides = new ArrayList<>();
        private final List<int[]> kernels = new ArrayList<>();

        Growth(double[] spacing, double[] patch) {
            this.patch = patch;
            this.spacing = spacing.clone();
            size = patch.clone();
            pools = new int[patch.length];
            strides.add(ones());
        }

        int[] ones() {
            int[] ones = new int[patch.length];
            Arrays.fill(ones, 1);
            return ones;
        }

        /** Axes that stay long enough when they are halved. */
        List<Integer> large() {
            return axes(d -> size[d] >= 2 * MIN_EDGE);
        }

        List<Integer> withinFactorTwo(List<Integer> axes) {
            double finest = axes.stream().mapToDouble(d -> spacing[d]).min().orElse(Double.NaN);
            return axes.stream().filter(d -> spacing[d] / finest < 2).toList();
        }

        List<Integer> partners(int axis) {
            return axes(d -> spacing[d] / spacing[axis] < 2 && spacing[axis] / spacing[d] < 2);
        }

        private List<Integer> axes(IntPredicate wanted) {
            return IntStream.range(0, size.length).filter(wanted).boxed().toList();
        }

        void halve(List<Integer> axes, int[] kernel) {
            int[] stride = ones();
            for (int d : axes) {
                stride[d] = 2;
                pools[d]++;
                spacing[d] *= 2;
                size[d] = Math.ceil(size[d] / 2);
            }
            strides.add(stride);
            kernels.add(kernel.clone());
        }

        PoolingSchedule end() {
            int[] bottleneck = ones();
            Arrays.fill(bottleneck, 3);
            kernels.add(bottleneck);
            int[] divisor = Arrays.stream(pools).map(p -> 1 << p).toArray();
            int[] padded = new int[patch.length];
            for (int d = 0; d < padded.length; d++) {
                double rest = patch[d] % divisor[d];
                padded[d] = (int) (rest == 0 ? patch[d] : patch[d] + divisor[d] - rest);
            }
            return new PoolingSchedule(strides.toArray(int[][]::new), kernels.toArray(int[][]::new), padded, divisor);
        }
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

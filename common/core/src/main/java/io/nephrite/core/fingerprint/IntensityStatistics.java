package io.nephrite.core.fingerprint;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.failure.TaskResult;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Statistics of the sampled foreground of all cases. Exact, in memory that depends neither on the number of samples nor
 * on the number of cases, but for what may be kept: values are counted by the upper half of their bits first, and in a
 * second pass by the lower half where an order statistic lies. A case's foreground is read a second time where it could
 * not be kept.
 *
 * <p>Reference: nnU-Net {@code DatasetFingerprintExtractor}. Mean and deviation are summed in double, not in float32.
 */
public final class IntensityStatistics {
    private static final int HALF_BITS = 16;
    private static final int BINS = 1 << HALF_BITS;

    private final int cases;
    private final int channels;
    private final ForegroundSampling sampling;
    private final AtomicReferenceArray<Sampled> kept;
    private final AtomicLong bytesLeft;

    /**
     * Makes statistics for a dataset of that size.
     *
     * @param cases number of training cases: decides how often each one's foreground is drawn
     * @param keepBytes memory for foreground that need not be read and drawn again
     */
    public IntensityStatistics(int cases, int channels, ForegroundSampling sampling, long keepBytes) {
        this.cases = cases;
        this.channels = channels;
        this.sampling = sampling;
        kept = new AtomicReferenceArray<>(cases);
        bytesLeft = new AtomicLong(keepBytes);
    }

    /**
     * Computes the statistics of each channel.
     *
     * @param foreground case index → intensities (C)(n), in C order of the cropped array; called once or twice per
     *     case, from the executor's threads
     * @return channel index as text → statistics
     */
    public Map<String, IntensityProperties> of(IntFunction<float[][]> foreground, ExecutorService executor) {
        Counters<CoarseCounts> coarseCounters = new Counters<>(() -> perChannel(c -> new CoarseCounts()));
        double[] sums = sums(executor, i -> coarseCounters.count(sampled(i, foreground), CoarseCounts::count));
        List<CoarseCounts> coarse = coarseCounters.merged(CoarseCounts::add);
        requireForeground(coarse);
        List<FineCounts> layout = perChannel(c -> new FineCounts(coarse.get(c), sums[c]));
        Counters<FineCounts> fineCounters =
                new Counters<>(() -> layout.stream().map(FineCounts::empty).toList());
        double[] squares = sums(executor, i -> fineCounters.count(sampled(i, foreground), FineCounts::count));
        List<FineCounts> fine = fineCounters.merged(FineCounts::add);
        Map<String, IntensityProperties> properties = new TreeMap<>();
        for (int c = 0; c < channels; c++) {
            properties.put(Integer.toString(c), fine.get(c).properties(coarse.get(c), squares[c]));
        }
        return properties;
    }

    /** A case's foreground, and how often each of its voxels counts, per channel. */
    private static final class Sampled {
        private final float[][] values;
        private final int[][] counts;

        Sampled(float[][] values, int[][] counts) {
            this.values = values;
            this.counts = counts;
        }

        long bytes() {
            long bytes = 0;
            for (int c = 0; c < values.length; c++) {
                bytes += 4L * (values[c].length + counts[c].length);
            }
            return bytes;
        }
    }

    private Sampled sampled(int index, IntFunction<float[][]> foreground) {
        Sampled held = kept.get(index);
        if (held != null) {
            return held;
        }
        float[][] values = foreground.apply(index);
        ForegroundSampling.CaseSampler sampler = sampling.ofCase(cases);
        int[][] counts = new int[channels][];
        for (int c = 0; c < channels; c++) {
            counts[c] = sampler.counts(values[c].length);
        }
        Sampled drawn = new Sampled(values, counts);
        if (bytesLeft.addAndGet(-drawn.bytes()) >= 0) {
            kept.set(index, drawn);
        }
        return drawn;
    }

    private <T> List<T> perChannel(IntFunction<T> make) {
        return IntStream.range(0, channels).mapToObj(make).toList();
    }

    private static void requireForeground(List<CoarseCounts> counts) {
        if (counts.stream().anyMatch(c -> c.count == 0)) {
            throw new PipelineException(
                    FailureCode.INVALID_DATASET,
                    "no training case has a voxel with a label above 0: nothing can be learnt; check the labels");
        }
    }

    /** Per channel, of what each case gives; added up in case order, so that they do not depend on the threads. */
    private double[] sums(ExecutorService executor, IntFunction<double[]> ofCase) {
        double[] sums = new double[channels];
        for (double[] one : perCase(executor, ofCase)) {
            Arrays.setAll(sums, c -> sums[c] + one[c]);
        }
        return sums;
    }

    /** Counts of all channels, as many times as threads count at once. They are whole numbers, so any order will do. */
    private static final class Counters<T> {
        private final Supplier<List<T>> empty;
        private final Queue<List<T>> idle = new ConcurrentLinkedQueue<>();

        Counters(Supplier<List<T>> empty) {
            this.empty = empty;
        }

        /** @return what counting each channel of the case gives */
        double[] count(Sampled sampled, CountsOneChannel<T> counting) {
            List<T> counters = Optional.ofNullable(idle.poll()).orElseGet(empty);
            double[] sums = new double[counters.size()];
            Arrays.setAll(sums, c -> counting.count(counters.get(c), sampled.values[c], sampled.counts[c]));
            idle.add(counters);
            return sums;
        }

        List<T> merged(BiConsumer<T, T> add) {
            List<T> sum = empty.get();
            idle.forEach(one -> IntStream.range(0, sum.size()).forEach(c -> add.accept(sum.get(c), one.get(c))));
            return sum;
        }
    }

    /** Adds voxels to a channel's counts and returns what is summed besides. */
    @FunctionalInterface
    private interface CountsOneChannel<T> {
        double count(T counts, float[] values, int[] times);
    }

    /** Results in case order, so that sums do not depend on the threads; few are held at a time. */
    private <T> Iterable<T> perCase(ExecutorService executor, IntFunction<T> work) {
        return () -> new Iterator<>() {
            private static final int AHEAD = 8;

            private final ArrayDeque<Future<T>> running = new ArrayDeque<>();
            private int next;

            @Override
            public boolean hasNext() {
                return next < cases || !running.isEmpty();
            }

            @Override
            public T next() {
                while (next < cases && running.size() < AHEAD) {
                    int index = next++;
                    Callable<T> call = () -> work.apply(index);
                    running.add(executor.submit(call));
                }
                return result(running.remove());
            }
        };
    }

    private static <T> T result(Future<T> future) {
        try {
            return TaskResult.of(future);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while counting intensities", e);
        }
    }

    /** An order of ints that is the order of the floats. */
    private static int ordered(float value) {
        int bits = Float.floatToRawIntBits(value);
        return bits ^ ((bits >> 31) | 0x80000000);
    }

    private static float value(int high, int low) {
        int ordered = (high << HALF_BITS) | low;
        return Float.intBitsToFloat(ordered < 0 ? ordered & 0x7fffffff : ~ordered);
    }

    /** First pass of one channel: counts by the upper half of the bits. */
    private static final class CoarseCounts {
        private final long[] bins = new long[BINS];
        private long count;
        private float min = Float.POSITIVE_INFINITY;
        private float max = Float.NEGATIVE_INFINITY;

        /** @return sum of the values */
        double count(float[] values, int[] counts) {
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                int times = counts[i];
                if (times > 0) {
                    float value = values[i];
                    bins[ordered(value) >>> HALF_BITS] += times;
                    count += times;
                    sum += (double) value * times;
                    min = Math.min(min, value);
                    max = Math.max(max, value);
                }
            }
            return sum;
        }

        void add(CoarseCounts other) {
            for (int i = 0; i < BINS; i++) {
                bins[i] += other.bins[i];
            }
            count += other.count;
            min = Math.min(min, other.min);
            max = Math.max(max, other.max);
        }

        /** The bin in which the value of that rank lies. */
        int binOf(long rank) {
            long before = 0;
            for (int bin = 0; bin < BINS; bin++) {
                before += bins[bin];
                if (rank < before) {
                    return bin;
                }
            }
            throw new IllegalArgumentException("rank " + rank + " of " + count);
        }

        long countBelow(int bin) {
            long before = 0;
            for (int i = 0; i < bin; i++) {
                before += bins[i];
            }
            return before;
        }
    }

    /** Second pass of one channel: counts by the lower half of the bits in the few bins that matter. */
    private static final class FineCounts {
        private final Map<Integer, long[]> bins = new TreeMap<>();
        private final boolean[] wanted = new boolean[BINS];
        private final double mean;

        FineCounts(CoarseCounts coarse, double sum) {
            this(sum / coarse.count);
            for (long rank : ranks(coarse.count)) {
                want(coarse.binOf(rank));
            }
        }

        private FineCounts(double mean) {
            this.mean = mean;
        }

        FineCounts empty() {
            FineCounts copy = new FineCounts(mean);
            bins.keySet().forEach(copy::want);
            return copy;
        }

        private void want(int bin) {
            wanted[bin] = true;
            bins.computeIfAbsent(bin, b -> new long[BINS]);
        }

        /** @param bin that is wanted */
        private long[] counts(int bin) {
            return Objects.requireNonNull(bins.get(bin));
        }

        /** @return sum of the squared differences from the mean */
        double count(float[] values, int[] counts) {
            double squares = 0;
            for (int i = 0; i < values.length; i++) {
                int times = counts[i];
                if (times > 0) {
                    float value = values[i];
                    int ordered = ordered(value);
                    double difference = value - mean;
                    squares += difference * difference * times;
                    if (wanted[ordered >>> HALF_BITS]) {
                        counts(ordered >>> HALF_BITS)[ordered & (BINS - 1)] += times;
                    }
                }
            }
            return squares;
        }

        void add(FineCounts other) {
            other.bins.forEach((bin, counts) -> {
                long[] sum = counts(bin);
                for (int i = 0; i < BINS; i++) {
                    sum[i] += counts[i];
                }
            });
        }

        IntensityProperties properties(CoarseCounts coarse, double squaresOfAll) {
            long n = coarse.count;
            float below = at(coarse, (n - 1) / 2);
            float above = at(coarse, n / 2);
            return new IntensityProperties(
                    coarse.max,
                    mean,
                    // float32, as numpy's median of float32 is
                    n % 2 == 1 ? below : (below + above) / 2,
                    coarse.min,
                    percentile(coarse, 0.5),
                    percentile(coarse, 99.5),
                    Math.sqrt(squaresOfAll / n));
        }

        private double percentile(CoarseCounts coarse, double percent) {
            double position = (coarse.count - 1) * (percent / 100);
            long rank = (long) position;
            float a = at(coarse, rank);
            float b = at(coarse, Math.min(rank + 1, coarse.count - 1));
            return (float) Quantile.between(a, b, position - rank);
        }

        private float at(CoarseCounts coarse, long rank) {
            int bin = coarse.binOf(rank);
            long before = coarse.countBelow(bin);
            long[] counts = counts(bin);
            for (int low = 0; low < BINS; low++) {
                before += counts[low];
                if (rank < before) {
                    return value(bin, low);
                }
            }
            throw new IllegalStateException("the second pass has counted other values than the first");
        }

        private static long[] ranks(long n) {
            long low = (long) ((n - 1) * (0.5 / 100));
            long high = (long) ((n - 1) * (99.5 / 100));
            return new long[] {(n - 1) / 2, n / 2, low, Math.min(low + 1, n - 1), high, Math.min(high + 1, n - 1)};
        }
    }
}

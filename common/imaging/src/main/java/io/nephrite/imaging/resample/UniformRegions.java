package io.nephrite.imaging.resample;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.parallel.Parallel;
import io.nephrite.imaging.volume.LabelArray;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Linear resampling of something that is constant nearly everywhere, such as labels: where the neighbours of a voxel
 * are equal it is their value, and only the rest is weighed. What is one value at the ends of rows is filled at once.
 */
final class UniformRegions {
    private final Shape3 from;
    private final Shape3 to;
    private final LinearAxis z;
    private final LinearAxis y;
    private final LinearAxis x;
    private final int lowest;
    private final int threads;

    /** Decides voxels of the result whose neighbours differ; used by one thread. */
    interface Decision {
        int decide(int z, int y, int x);

        /** So many voxels whose neighbours are equal are decided along with those around them. */
        default int gap() {
            return 0;
        }

        /**
         * Decides a run of a row.
         *
         * @param begin X of the first voxel
         * @param end X behind the last voxel
         * @param row index of the row's first voxel in {@code target}
         */
        default void decide(int z, int y, int begin, int end, LabelArray target, int row) {
            for (int i = begin; i < end; i++) {
                target.set(row + i, decide(z, y, i));
            }
        }
    }

    /** @param lowest smaller values are weighed even where all neighbours have them */
    UniformRegions(ResamplingPlan plan, LinearAxis z, LinearAxis y, LinearAxis x, int lowest, int threads) {
        this.from = plan.from();
        this.to = plan.to();
        this.z = z;
        this.y = y;
        this.x = x;
        this.lowest = lowest;
        this.threads = threads;
    }

    /**
     * Resamples a label map, and decides only where labels differ.
     *
     * @return of the source's element type
     */
    LabelArray resample(LabelArray source, Supplier<? extends Decision> decisionPerThread) {
        Ends ends = new Ends(source);
        LabelArray target = source.allocate(Math.toIntExact(to.voxels()));
        Parallel.forEach(threads, to.z(), () -> {
            Rows rows = new Rows(source, ends, target, decisionPerThread.get());
            return (IntConsumer) k -> {
                for (int j = 0; j < to.y(); j++) {
                    rows.resample(k, j);
                }
            };
        });
        return target;
    }

    /** Where the rows of the source change for the first and for the last time. */
    private final class Ends {
        /** For each row how many labels at its begin are equal; the row's width where all are. */
        private final int[] leading = new int[from.z() * from.y()];
        /** For each row how many labels at its end are equal. */
        private final int[] trailing = new int[from.z() * from.y()];

        Ends(LabelArray source) {
            int width = from.x();
            Parallel.forEach(threads, from.z(), k -> {
                for (int row = k * from.y(); row < (k + 1) * from.y(); row++) {
                    int begin = row * width;
                    leading[row] = source.leading(begin, begin + width);
                    trailing[row] = leading[row] == width ? width : source.trailing(begin, begin + width);
                }
            });
        }
    }

    /** Makes rows of the result from the four rows of the source around each. Owned by one thread. */
    private final class Rows {
        private final LabelArray source;
        private final Ends ends;
        private final LabelArray target;
        private final Decision decision;
        private final byte[] mixed = new byte[from.x()];

        Rows(LabelArray source, Ends ends, LabelArray target, Decision decision) {
            this.source = source;
            this.ends = ends;
            this.target = target;
            this.decision = decision;
        }

        void resample(int k, int j) {
            int width = from.x();
            int r00 = z.lower(k) * from.y() + y.lower(j);
            int r01 = z.lower(k) * from.y() + y.upper(j);
            int r10 = z.upper(k) * from.y() + y.lower(j);
            int r11 = z.upper(k) * from.y() + y.upper(j);
            int out = (k * to.y() + j) * to.x();

            int begin = 0;
            if (isSame(r00 * width, r01 * width, r10 * width, r11 * width)) {
                begin = x.firstBeyond(least(ends.leading, r00, r01, r10, r11));
                target.fill(out, out + begin, source.get(r00 * width));
            }
            int end = to.x();
            int last = width - 1;
            if (begin < end && isSame(r00 * width + last, r01 * width + last, r10 * width + last, r11 * width + last)) {
                end = Math.max(begin, x.firstWithin(width - least(ends.trailing, r00, r01, r10, r11)));
                target.fill(out + end, out + to.x(), source.get(r00 * width + last));
            }
            if (begin < end) {
                resample(k, j, begin, end, r00 * width, r01 * width, r10 * width, r11 * width);
            }
        }

        /** Whether the voxels have one label, which is not to be weighed. */
        private boolean isSame(int a, int b, int c, int d) {
            int label = source.get(a);
            return label >= lowest && label == source.get(b) && label == source.get(c) && label == source.get(d);
        }

        private static int least(int[] counts, int r00, int r01, int r10, int r11) {
            return Math.min(Math.min(counts[r00], counts[r01]), Math.min(counts[r10], counts[r11]));
        }

        /** The voxels from begin to end, of which there is at least one, from rows that begin at a, b, c and d. */
        private void resample(int k, int j, int begin, int end, int a, int b, int c, int d) {
            int first = x.lower(begin);
            source.compare(a + first, b + first, c + first, d + first, x.upper(end - 1) + 1 - first, mixed);
            int out = (k * to.y() + j) * to.x();
            int i = begin;
            while (i < end) {
                if (isUniform(a, first, i)) {
                    target.set(out + i, source.get(a + x.lower(i)));
                    i++;
                } else {
                    int last = lastOfRun(a, first, i, end);
                    decision.decide(k, j, i, last + 1, target, out);
                    i = last + 1;
                }
            }
        }

        /** Whether all neighbours of a voxel have one label, which is not to be weighed. */
        private boolean isUniform(int a, int first, int i) {
            int lower = x.lower(i);
            int upper = x.upper(i);
            int value = source.get(a + lower);
            return (mixed[lower - first] | mixed[upper - first]) == 0
                    && value == source.get(a + upper)
                    && value >= lowest;
        }

        private int lastOfRun(int a, int first, int begin, int end) {
            int last = begin;
            for (int i = begin + 1; i < end && i - last <= decision.gap() + 1; i++) {
                if (!isUniform(a, first, i)) {
                    last = i;
                }
            }
            return last;
        }
    }
}

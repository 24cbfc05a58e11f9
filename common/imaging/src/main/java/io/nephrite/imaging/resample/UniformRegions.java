package io.nephrite.imaging.resample;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.parallel.Parallel;
import io.nephrite.imaging.volume.LabelArray;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Linear resampling of something that is constant nearly everywhere, such as labels: where the neighbours of a voxel
 * are equal it is their value, and only the rest is weighed. Rows of one value are copied whole.
 */
final class UniformRegions {
    private final Shape3 from;
    private final Shape3 to;
    private final LinearAxis z;
    private final LinearAxis y;
    private final LinearAxis x;
    private final int lowest;
    private final int threads;

    /** Decides a voxel of the result whose neighbours differ; used by one thread. */
    interface Decision {
        int decide(int z, int y, int x);
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

    /** @return of the source's element type */
    LabelArray resample(LabelArray source, Supplier<? extends Decision> decisionPerThread) {
        boolean[] uniform = uniformRows(source);
        LabelArray target = source.allocate(Math.toIntExact(to.voxels()));
        Parallel.forEach(threads, to.z(), () -> {
            Rows rows = new Rows(source, uniform, target, decisionPerThread.get());
            return (IntConsumer) k -> {
                for (int j = 0; j < to.y(); j++) {
                    rows.resample(k, j);
                }
            };
        });
        return target;
    }

    private boolean[] uniformRows(LabelArray source) {
        int width = from.x();
        boolean[] uniform = new boolean[from.z() * from.y()];
        Parallel.forEach(threads, from.z(), k -> {
            for (int j = 0; j < from.y(); j++) {
                int row = k * from.y() + j;
                uniform[row] = source.isUniform(row * width, (row + 1) * width);
            }
        });
        return uniform;
    }

    /** Makes rows of the result from the four rows of the source around each. Owned by one thread. */
    private final class Rows {
        private final LabelArray source;
        private final boolean[] uniform;
        private final LabelArray target;
        private final Decision decision;
        private final byte[] mixed = new byte[from.x()];

        Rows(LabelArray source, boolean[] uniform, LabelArray target, Decision decision) {
            this.source = source;
            this.uniform = uniform;
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
            int first = source.get(r00 * width);
            boolean uniformRows = uniform[r00] && uniform[r01] && uniform[r10] && uniform[r11] && first >= lowest;
            if (uniformRows
                    && first == source.get(r01 * width)
                    && first == source.get(r10 * width)
                    && first == source.get(r11 * width)) {
                target.fill(out, out + to.x(), first);
                return;
            }
            int line = r00 * width;
            source.compare(line, r01 * width, r10 * width, r11 * width, width, mixed);
            for (int i = 0; i < to.x(); i++) {
                int lower = x.lower(i);
                int upper = x.upper(i);
                int value = source.get(line + lower);
                boolean same =
                        (mixed[lower] | mixed[upper]) == 0 && value == source.get(line + upper) && value >= lowest;
                target.set(out + i, same ? value : decision.decide(k, j, i));
            }
        }
    }
}

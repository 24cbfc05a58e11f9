package io.nephrite.imaging.resample;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.numpy.HalfPrecision;
import io.nephrite.imaging.parallel.Parallel;
import io.nephrite.imaging.volume.LabelArray;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Resamples a network's output linearly to the grid of a case and decides what each voxel is: the strongest class, or
 * the last region that contains it. Linear weights are positive, so where all neighbours are decided alike, by more
 * than rounding can level, the voxel is too, and only voxels at borders are computed.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code convert_predicted_logits_to_segmentation_with_correct_shape},
 * {@code LabelManager.convert_logits_to_segmentation}.
 */
public final class LogitResampler {
    /** Half precision's last place is at most this part of a number, and never below the smallest number. */
    private static final float LAST_PLACE = 0x1p-10f;

    private static final float SMALLEST = 0x1p-24f;

    /**
     * Logits from here on are in a region: rounded to half precision they are above the smallest number, whose sigmoid
     * is one half in single precision.
     */
    private static final float INSIDE = 1.5f * SMALLEST;

    /** Runs of fewer voxels cost less one by one than the rows around them drawn out. */
    private static final int SHORT_RUN = 12;

    private final ResamplingPlan plan;
    private final boolean identity;
    private final LinearAxis z;
    private final LinearAxis y;
    private final LinearAxis x;
    private final int threads;

    public LogitResampler(ResamplingPlan plan, int threads) {
        this.plan = plan;
        this.identity = plan.isIdentity();
        this.z = LinearAxis.of(plan, 0);
        this.y = LinearAxis.of(plan, 1);
        this.x = LinearAxis.of(plan, 2);
        this.threads = threads;
    }

    private LogitResampler(LogitResampler whole, PlaneRange results) {
        PlaneRange sources = whole.sources(results);
        plan = new ResamplingPlan(
                sources.of(whole.plan.from()), results.of(whole.plan.to()), whole.plan.separateAxis());
        identity = whole.identity;
        z = whole.z.part(results, sources.first());
        y = whole.y;
        x = whole.x;
        threads = whole.threads;
    }

    /** Shape of the new grid. */
    public Shape3 to() {
        return plan.to();
    }

    /**
     * The planes of the old grid that planes of the new one are made from.
     *
     * @param results planes of the new grid
     */
    public PlaneRange sources(PlaneRange results) {
        return new PlaneRange(z.lower(results.first()), z.upper(results.end() - 1) + 1);
    }

    /**
     * As many planes of the new grid as a number of planes of the old one allow; at least one.
     *
     * @param first of them
     * @param most planes of the old grid
     */
    public PlaneRange results(int first, int most) {
        int end = z.firstBeyond(z.lower(first) + most);
        return new PlaneRange(first, Math.max(first + 1, end));
    }

    /** The same for these planes of the new grid alone; takes the logits of {@link #sources} alone. */
    public LogitResampler part(PlaneRange results) {
        return new LogitResampler(this, results);
    }

    /**
     * Resamples logits and decides the class of each voxel.
     *
     * @param logits (K, Z, Y, X)
     * @return class of each voxel of the new grid, the lowest of equally strong ones
     */
    public LabelArray classes(float[] logits, int classes) {
        int voxels = voxels(logits, classes);
        LabelArray strongest = LabelArray.allocate(voxels, classes - 1);
        int plane = plan.from().y() * plan.from().x();
        Parallel.forEach(
                threads, plan.from().z(), () -> new StrongestOfPlane(logits, voxels, plane, strongest, classes));
        return identity
                ? strongest
                : new UniformRegions(plan, z, y, x, 0, threads)
                        .resample(strongest, () -> new StrongestOfRow(logits, classes, voxels));
    }

    /**
     * Resamples logits and decides the region of each voxel.
     *
     * @param logits (R, Z, Y, X)
     * @return for each voxel of the new grid the number of the last region that contains it, counted from 1; 0 where
     *     none does
     */
    public LabelArray regions(float[] logits, int regions) {
        int voxels = voxels(logits, regions);
        LabelArray last = LabelArray.allocate(voxels, regions);
        int plane = plan.from().y() * plan.from().x();
        Parallel.forEach(threads, plan.from().z(), k -> {
            for (int r = 0; r < regions; r++) {
                for (int i = k * plane; i < (k + 1) * plane; i++) {
                    if (logits[r * voxels + i] >= INSIDE) {
                        last.set(i, r + 1);
                    }
                }
            }
        });
        return identity
                ? last
                : new UniformRegions(plan, z, y, x, 0, threads)
                        .resample(last, () -> new LastRegionOfRow(logits, regions, voxels));
    }

    /**
     * Probabilities of one plane of the new grid: softmax over the classes, or the sigmoid of each region, in single
     * precision, of logits that are rounded to half precision as the network's are.
     *
     * @param logits (K, Z, Y, X)
     * @param plane Z of the new grid
     * @param into (K, Y, X) of the new grid
     */
    public void probabilities(float[] logits, int outputs, boolean areRegions, int plane, float[] into) {
        int voxels = voxels(logits, outputs);
        Shape3 to = plan.to();
        int size = to.y() * to.x();
        for (int k = 0; k < outputs; k++) {
            for (int j = 0; j < to.y(); j++) {
                for (int i = 0; i < to.x(); i++) {
                    into[k * size + j * to.x() + i] = identity
                            ? logits[k * voxels + (plane * to.y() + j) * to.x() + i]
                            : HalfPrecision.round(interpolated(logits, k * voxels, plane, j, i));
                }
            }
        }
        if (areRegions) {
            for (int i = 0; i < outputs * size; i++) {
                into[i] = (float) (1 / (1 + Math.exp(-into[i])));
            }
        } else {
            softmax(into, outputs, size);
        }
    }

    private static void softmax(float[] values, int outputs, int size) {
        for (int i = 0; i < size; i++) {
            float highest = values[i];
            for (int k = 1; k < outputs; k++) {
                highest = Math.max(highest, values[k * size + i]);
            }
            float sum = 0;
            for (int k = 0; k < outputs; k++) {
                float power = (float) Math.exp(values[k * size + i] - highest);
                values[k * size + i] = power;
                sum += power;
            }
            for (int k = 0; k < outputs; k++) {
                values[k * size + i] /= sum;
            }
        }
    }

    private int voxels(float[] logits, int outputs) {
        int voxels = Math.toIntExact(plan.from().voxels());
        if (logits.length != (long) outputs * voxels || outputs < 1 || outputs > LabelArray.HIGHEST) {
            throw new IllegalArgumentException(
                    outputs + " outputs of shape " + plan.from() + " do not have " + logits.length + " logits");
        }
        return voxels;
    }

    private int strongest(float[] logits, int classes, int voxels, int k, int j, int i) {
        int best = 0;
        float highest = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            // nnU-Net resamples in double precision, but into an array of the logits' own type, half; so classes
            // that differ by less than its rounding are equal, and the lower one wins
            float logit = HalfPrecision.round(interpolated(logits, c * voxels, k, j, i));
            if (logit > highest) {
                highest = logit;
                best = c;
            }
        }
        return best;
    }

    private int lastRegion(float[] logits, int regions, int voxels, int k, int j, int i) {
        int last = regions;
        while (last > 0 && interpolated(logits, (last - 1) * voxels, k, j, i) < INSIDE) {
            last--;
        }
        return last;
    }

    /** Products and sums in scipy's order. */
    private double interpolated(float[] logits, int offset, int k, int j, int i) {
        Shape3 from = plan.from();
        double sum = 0;
        for (int n = 0; n < 8; n++) {
            int sideZ = n >> 2;
            int sideY = (n >> 1) & 1;
            int sideX = n & 1;
            int row = z.index(k, sideZ) * from.y() + y.index(j, sideY);
            double logit = logits[offset + row * from.x() + x.index(i, sideX)];
            sum += logit * z.weight(k, sideZ) * y.weight(j, sideY) * x.weight(i, sideX);
        }
        return sum;
    }

    /** Decides long runs in single precision where that is safe, and what is left as the reference does. */
    private abstract class DecisionOfRow implements UniformRegions.Decision {
        final float[] logits;
        final int outputs;
        final int voxels;
        final LogitRows rows;
        final float[] values = new float[plan.to().x()];
        final int[] labels = new int[plan.to().x()];

        DecisionOfRow(float[] logits, int outputs, int voxels) {
            this.logits = logits;
            this.outputs = outputs;
            this.voxels = voxels;
            this.rows = new LogitRows(logits, outputs, plan, z, y, x);
        }

        @Override
        public int gap() {
            return SHORT_RUN;
        }

        @Override
        public void decide(int k, int j, int begin, int end, LabelArray target, int row) {
            if (end - begin < SHORT_RUN && !rows.has(k, j)) {
                UniformRegions.Decision.super.decide(k, j, begin, end, target, row);
                return;
            }
            rows.open(k, j);
            decideRun(begin, end - begin);
            for (int i = 0; i < end - begin; i++) {
                if (labels[i] < 0) {
                    labels[i] = decide(k, j, begin + i);
                }
            }
            target.write(labels, end - begin, row + begin);
        }

        /** Fills the first {@code count} labels; −1 where single precision does not tell. */
        abstract void decideRun(int begin, int count);
    }

    private final class StrongestOfRow extends DecisionOfRow {
        private final float[] first = new float[plan.to().x()];
        private final float[] second = new float[plan.to().x()];

        StrongestOfRow(float[] logits, int outputs, int voxels) {
            super(logits, outputs, voxels);
        }

        @Override
        public int decide(int k, int j, int i) {
            return strongest(logits, outputs, voxels, k, j, i);
        }

        @Override
        void decideRun(int begin, int count) {
            LogitRows.clear(first, second, count);
            for (int c = 0; c < outputs; c++) {
                rows.read(c, begin, begin + count, values);
                for (int i = 0; i < count; i++) {
                    labels[i] = values[i] > first[i] ? c : labels[i];
                }
                LogitRows.rank(values, count, first, second);
            }
            float error = 2 * rows.error() + SMALLEST;
            for (int i = 0; i < count; i++) {
                // half a last place of each, by which rounding to half precision may move them
                float lead = first[i] - second[i];
                boolean isClear = lead > (Math.abs(first[i]) + Math.abs(second[i])) * LAST_PLACE / 2 + error;
                labels[i] = isClear ? labels[i] : -1;
            }
        }
    }

    private final class LastRegionOfRow extends DecisionOfRow {
        LastRegionOfRow(float[] logits, int outputs, int voxels) {
            super(logits, outputs, voxels);
        }

        @Override
        public int decide(int k, int j, int i) {
            return lastRegion(logits, outputs, voxels, k, j, i);
        }

        @Override
        void decideRun(int begin, int count) {
            Arrays.fill(labels, 0, count, 0);
            float error = rows.error() + SMALLEST;
            for (int r = 0; r < outputs; r++) {
                rows.read(r, begin, begin + count, values);
                for (int i = 0; i < count; i++) {
                    if (!(Math.abs(values[i] - INSIDE) > error)) {
                        labels[i] = -1;
                    } else if (values[i] > INSIDE) {
                        labels[i] = r + 1;
                    }
                }
            }
        }
    }

    /** Takes the strongest class of each voxel before it is resampled; −1 where it is contested. */
    private final class StrongestOfPlane implements IntConsumer {
        private final float[] logits;
        private final int voxels;
        private final int plane;
        private final LabelArray strongest;
        private final int classes;
        private final int[] winner;
        private final float[] first;
        private final float[] second;

        StrongestOfPlane(float[] logits, int voxels, int plane, LabelArray strongest, int classes) {
            this.logits = logits;
            this.voxels = voxels;
            this.plane = plane;
            this.strongest = strongest;
            this.classes = classes;
            this.winner = new int[plane];
            this.first = new float[plane];
            this.second = new float[plane];
        }

        @Override
        public void accept(int k) {
            int at = k * plane;
            System.arraycopy(logits, at, first, 0, plane);
            Arrays.fill(second, Float.NEGATIVE_INFINITY);
            Arrays.fill(winner, 0);
            for (int c = 1; c < classes; c++) {
                compare(c * voxels + at, c);
            }
            if (!identity) {
                markContested();
            }
            strongest.write(winner, plane, at);
        }

        private void compare(int from, int label) {
            for (int i = 0; i < plane; i++) {
                float value = logits[from + i];
                if (value > first[i]) {
                    second[i] = first[i];
                    first[i] = value;
                    winner[i] = label;
                } else {
                    second[i] = Math.max(second[i], value);
                }
            }
        }

        /** Where the lead is within the rounding of half precision, a neighbour's share in it may level it. */
        private void markContested() {
            for (int i = 0; i < plane; i++) {
                float rounding = (Math.abs(first[i]) + Math.abs(second[i])) * LAST_PLACE + SMALLEST;
                if (first[i] - second[i] <= rounding) {
                    winner[i] = -1;
                }
            }
        }
    }
}

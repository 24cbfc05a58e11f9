package io.nephrite.imaging.resample;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.parallel.Parallel;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Resamples labels as nnU-Net does: each label's 0/1 mask linearly; a voxel gets the highest label that reaches one
 * half, 0 where none does; nearest along a thick axis. Weights are only computed where the eight neighbours differ,
 * elsewhere the result is their common label.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code resample_data_or_seg}, batchgenerators {@code resize_segmentation}; identical.
 */
public final class LabelResampler {
    private static final double HALF = 0.5;

    private final Shape3 from;
    private final Shape3 to;
    private final LinearAxis z;
    private final LinearAxis y;
    private final LinearAxis x;
    private final int threads;

    public LabelResampler(ResamplingPlan plan, int threads) {
        this.from = plan.from();
        this.to = plan.to();
        this.z = LinearAxis.of(plan, 0);
        this.y = LinearAxis.of(plan, 1);
        this.x = LinearAxis.of(plan, 2);
        this.threads = threads;
    }

    /** @return labels on the new grid, C order */
    public byte[] resample(byte[] source) {
        if (source.length != from.voxels()) {
            throw new IllegalArgumentException("plan is for " + from + ", found " + source.length + " voxels");
        }
        if (from.equals(to)) {
            return source.clone();
        }
        boolean[] uniform = uniformRows(source);
        byte[] target = new byte[Math.toIntExact(to.voxels())];
        Parallel.forEach(threads, to.z(), () -> {
            byte[] mixed = new byte[from.x()];
            return (IntConsumer) k -> {
                for (int j = 0; j < to.y(); j++) {
                    row(source, uniform, k, j, mixed, target);
                }
            };
        });
        return target;
    }

    private boolean[] uniformRows(byte[] source) {
        int width = from.x();
        boolean[] uniform = new boolean[from.z() * from.y()];
        Parallel.forEach(threads, from.z(), k -> {
            for (int j = 0; j < from.y(); j++) {
                int row = k * from.y() + j;
                int at = row * width;
                uniform[row] = Arrays.mismatch(source, at, at + width - 1, source, at + 1, at + width) < 0;
            }
        });
        return uniform;
    }

    private void row(byte[] source, boolean[] uniform, int k, int j, byte[] mixed, byte[] target) {
        int width = from.x();
        int r00 = z.lower(k) * from.y() + y.lower(j);
        int r01 = z.lower(k) * from.y() + y.upper(j);
        int r10 = z.upper(k) * from.y() + y.lower(j);
        int r11 = z.upper(k) * from.y() + y.upper(j);
        int a = r00 * width;
        int b = r01 * width;
        int c = r10 * width;
        int d = r11 * width;
        int out = (k * to.y() + j) * to.x();
        if (uniform[r00]
                && uniform[r01]
                && uniform[r10]
                && uniform[r11]
                && source[a] == source[b]
                && source[a] == source[c]
                && source[a] == source[d]) {
            Arrays.fill(target, out, out + to.x(), source[a]);
            return;
        }
        for (int i = 0; i < width; i++) {
            mixed[i] = (byte) ((source[a + i] ^ source[b + i])
                    | (source[a + i] ^ source[c + i])
                    | (source[a + i] ^ source[d + i]));
        }
        Neighbours neighbours = new Neighbours();
        for (int i = 0; i < to.x(); i++) {
            int lower = x.lower(i);
            int upper = x.upper(i);
            byte label = source[a + lower];
            if ((mixed[lower] | mixed[upper]) == 0 && label == source[a + upper]) {
                target[out + i] = label;
            } else {
                neighbours.set(0, source[a + lower], source[a + upper], source[b + lower], source[b + upper]);
                neighbours.set(4, source[c + lower], source[c + upper], source[d + lower], source[d + upper]);
                target[out + i] = neighbours.winner(z, k, y, j, x, i);
            }
        }
    }

    /** The eight voxels around a point, last axis fastest. */
    private static final class Neighbours {
        private final byte[] labels = new byte[8];
        private final double[] weights = new double[8];

        void set(int at, byte a, byte b, byte c, byte d) {
            labels[at] = a;
            labels[at + 1] = b;
            labels[at + 2] = c;
            labels[at + 3] = d;
        }

        byte winner(LinearAxis z, int k, LinearAxis y, int j, LinearAxis x, int i) {
            for (int n = 0; n < 8; n++) {
                // Products and sums in scipy's order: the rounding decides who reaches one half.
                weights[n] = z.weight(k, n >> 2) * y.weight(j, (n >> 1) & 1) * x.weight(i, n & 1);
            }
            int best = Integer.MIN_VALUE;
            for (int n = 0; n < 8; n++) {
                if (labels[n] <= best) {
                    continue;
                }
                double sum = 0;
                for (int m = 0; m < 8; m++) {
                    sum += labels[m] == labels[n] ? weights[m] : 0;
                }
                if (sum >= HALF) {
                    best = labels[n];
                }
            }
            return best == Integer.MIN_VALUE ? 0 : (byte) best;
        }
    }
}

package io.nephrite.imaging.resample;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.number.HalfPrecision;
import io.nephrite.imaging.parallel.Parallel;

/**
 * Resamples a network's output linearly to the grid of a case and takes the strongest class of each voxel. Linear
 * weights are positive, so where all neighbours have the same strongest class the voxel has it too, and only voxels at
 * the borders between classes are computed.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code convert_predicted_logits_to_segmentation_with_correct_shape}.
 */
public final class LogitResampler {
    private final ResamplingPlan plan;
    private final LinearAxis z;
    private final LinearAxis y;
    private final LinearAxis x;
    private final int threads;

    public LogitResampler(ResamplingPlan plan, int threads) {
        this.plan = plan;
        this.z = LinearAxis.of(plan, 0);
        this.y = LinearAxis.of(plan, 1);
        this.x = LinearAxis.of(plan, 2);
        this.threads = threads;
    }

    /**
     * @param logits (K, Z, Y, X)
     * @return class of each voxel of the new grid, the lowest of equally strong ones
     */
    public byte[] classes(float[] logits, int classes) {
        int voxels = Math.toIntExact(plan.from().voxels());
        if (logits.length != (long) classes * voxels || classes < 1 || classes > Byte.MAX_VALUE) {
            throw new IllegalArgumentException(
                    classes + " classes of shape " + plan.from() + " do not have " + logits.length + " logits");
        }
        byte[] strongest = strongest(logits, classes, voxels);
        return plan.isIdentity()
                ? strongest
                : new UniformRegions(plan, z, y, x, threads)
                        .resample(strongest, () -> new Interpolation(logits, classes, voxels));
    }

    private byte[] strongest(float[] logits, int classes, int voxels) {
        byte[] strongest = new byte[voxels];
        int plane = plan.from().y() * plan.from().x();
        Parallel.forEach(threads, plan.from().z(), () -> {
            float[] best = new float[plane];
            return k -> {
                int at = k * plane;
                System.arraycopy(logits, at, best, 0, plane);
                for (int c = 1; c < classes; c++) {
                    int from = c * voxels + at;
                    byte label = (byte) c;
                    for (int i = 0; i < plane; i++) {
                        float value = logits[from + i];
                        if (value > best[i]) {
                            best[i] = value;
                            strongest[at + i] = label;
                        }
                    }
                }
            };
        });
        return strongest;
    }

    private final class Interpolation implements UniformRegions.Decision {
        private final float[] logits;
        private final int classes;
        private final int voxels;
        private final int[] at = new int[8];
        private final double[] weights = new double[8];

        Interpolation(float[] logits, int classes, int voxels) {
            this.logits = logits;
            this.classes = classes;
            this.voxels = voxels;
        }

        @Override
        public byte decide(int k, int j, int i) {
            Shape3 from = plan.from();
            for (int n = 0; n < 8; n++) {
                int row = z.index(k, n >> 2) * from.y() + y.index(j, (n >> 1) & 1);
                at[n] = row * from.x() + x.index(i, n & 1);
                weights[n] = z.weight(k, n >> 2) * y.weight(j, (n >> 1) & 1) * x.weight(i, n & 1);
            }
            int best = 0;
            float highest = Float.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                double sum = 0;
                for (int n = 0; n < 8; n++) {
                    sum += logits[c * voxels + at[n]] * weights[n];
                }
                // nnU-Net keeps logits in half precision, also resampled ones: classes that differ by less than its
                // rounding are equal, and the lower one wins
                float logit = HalfPrecision.round((float) sum);
                if (logit > highest) {
                    highest = logit;
                    best = c;
                }
            }
            return (byte) best;
        }
    }
}

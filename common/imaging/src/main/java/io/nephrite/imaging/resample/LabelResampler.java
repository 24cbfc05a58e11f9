package io.nephrite.imaging.resample;

import io.nephrite.core.geometry.Shape3;

/**
 * Resamples labels as nnU-Net does: each label's 0/1 mask linearly; a voxel gets the highest label that reaches one
 * half, 0 where none does; nearest along a thick axis.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code resample_data_or_seg}, batchgenerators {@code resize_segmentation}; identical.
 */
public final class LabelResampler {
    private static final double HALF = 0.5;

    private final ResamplingPlan plan;
    private final LinearAxis z;
    private final LinearAxis y;
    private final LinearAxis x;
    private final int threads;

    public LabelResampler(ResamplingPlan plan, int threads) {
        this.plan = plan;
        this.z = LinearAxis.of(plan, 0);
        this.y = LinearAxis.of(plan, 1);
        this.x = LinearAxis.of(plan, 2);
        this.threads = threads;
    }

    /** @return labels on the new grid, C order */
    public byte[] resample(byte[] source) {
        if (source.length != plan.from().voxels()) {
            throw new IllegalArgumentException("plan is for " + plan.from() + ", found " + source.length + " voxels");
        }
        if (plan.isIdentity()) {
            return source.clone();
        }
        return new UniformRegions(plan, z, y, x, Byte.MIN_VALUE, threads)
                .resample(source, () -> new HighestHalf(source));
    }

    private final class HighestHalf implements UniformRegions.Decision {
        private final byte[] source;
        private final byte[] labels = new byte[8];
        private final double[] weights = new double[8];

        HighestHalf(byte[] source) {
            this.source = source;
        }

        @Override
        public byte decide(int k, int j, int i) {
            Shape3 from = plan.from();
            for (int n = 0; n < 8; n++) {
                int row = z.index(k, n >> 2) * from.y() + y.index(j, (n >> 1) & 1);
                labels[n] = source[row * from.x() + x.index(i, n & 1)];
                // Products and sums in scipy's order: the rounding decides who reaches one half.
                weights[n] = z.weight(k, n >> 2) * y.weight(j, (n >> 1) & 1) * x.weight(i, n & 1);
            }
            int best = Integer.MIN_VALUE;
            for (int n = 0; n < 8; n++) {
                if (labels[n] > best && share(labels[n]) >= HALF) {
                    best = labels[n];
                }
            }
            return best == Integer.MIN_VALUE ? 0 : (byte) best;
        }

        private double share(byte label) {
            double sum = 0;
            for (int m = 0; m < 8; m++) {
                sum += labels[m] == label ? weights[m] : 0;
            }
            return sum;
        }
    }
}

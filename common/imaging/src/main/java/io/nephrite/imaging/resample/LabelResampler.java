package io.nephrite.imaging.resample;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.plans.LabelRule;
import io.nephrite.imaging.volume.LabelArray;
import java.util.function.Supplier;

/**
 * Resamples labels as nnU-Net does: each label's 0/1 mask linearly, nearest along a thick axis; a {@link LabelRule}
 * says which label a voxel gets.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code resample_data_or_seg}, batchgenerators {@code resize_segmentation}; identical.
 */
public final class LabelResampler {
    private final ResamplingPlan plan;
    private final LabelRule rule;
    private final LinearAxis z;
    private final LinearAxis y;
    private final LinearAxis x;
    private final int threads;

    public LabelResampler(ResamplingPlan plan, LabelRule rule, int threads) {
        this.plan = plan;
        this.rule = rule;
        this.z = LinearAxis.of(plan, 0);
        this.y = LinearAxis.of(plan, 1);
        this.x = LinearAxis.of(plan, 2);
        this.threads = threads;
    }

    /**
     * Resamples labels.
     *
     * @return labels on the new grid, C order, of the same element type
     */
    public LabelArray resample(LabelArray source) {
        if (source.length() != plan.from().voxels()) {
            throw new IllegalArgumentException("plan is for " + plan.from() + ", found " + source.length() + " voxels");
        }
        if (plan.isIdentity()) {
            return source.copy();
        }
        Supplier<UniformRegions.Decision> decision = switch (rule) {
            case HIGHEST_SCORE -> () -> new HighestScore(source);
            case AT_LEAST_HALF -> () -> new AtLeastHalf(source);
        };
        return new UniformRegions(plan, z, y, x, Integer.MIN_VALUE, threads).resample(source, decision);
    }

    /** The labels around a voxel of the result, each with its score: the interpolated value of its mask. */
    private class Neighbours {
        private final LabelArray source;
        final int[] labels = new int[8];
        final double[] scores = new double[8];

        Neighbours(LabelArray source) {
            this.source = source;
        }

        /** @return how many different labels there are */
        final int find(int k, int j, int i) {
            Shape3 from = plan.from();
            int lower = x.lower(i);
            int upper = x.upper(i);
            int distinct = 0;
            for (int n = 0; n < 4; n++) {
                int row = (z.index(k, n >> 1) * from.y() + y.index(j, n & 1)) * from.x();
                // Products and sums in scipy's order: the rounding decides who reaches one half, and what is a tie.
                double weight = z.weight(k, n >> 1) * y.weight(j, n & 1);
                distinct = add(source.get(row + lower), weight * x.weight(i, 0), distinct);
                distinct = add(source.get(row + upper), weight * x.weight(i, 1), distinct);
            }
            return distinct;
        }

        private int add(int label, double weight, int distinct) {
            int slot = 0;
            while (slot < distinct && labels[slot] != label) {
                slot++;
            }
            if (slot < distinct) {
                scores[slot] += weight;
                return distinct;
            }
            labels[slot] = label;
            scores[slot] = weight;
            return distinct + 1;
        }

        final int nearest(int k, int j, int i) {
            Shape3 from = plan.from();
            return source.get((z.nearest(k) * from.y() + y.nearest(j)) * from.x() + x.nearest(i));
        }
    }

    private final class HighestScore extends Neighbours implements UniformRegions.Decision {
        HighestScore(LabelArray source) {
            super(source);
        }

        @Override
        public int decide(int k, int j, int i) {
            int distinct = find(k, j, i);
            int best = 0;
            boolean tied = false;
            for (int slot = 1; slot < distinct; slot++) {
                if (scores[slot] > scores[best]) {
                    best = slot;
                    tied = false;
                } else {
                    tied |= scores[slot] == scores[best];
                }
            }
            return tied ? ofTied(scores[best], distinct, nearest(k, j, i)) : labels[best];
        }

        /** The nearest neighbour's label where it is one of the tied, else the smallest of them. */
        private int ofTied(double score, int distinct, int nearest) {
            int smallest = Integer.MAX_VALUE;
            for (int slot = 0; slot < distinct; slot++) {
                if (scores[slot] == score) {
                    if (labels[slot] == nearest) {
                        return nearest;
                    }
                    smallest = Math.min(smallest, labels[slot]);
                }
            }
            return smallest;
        }
    }

    private final class AtLeastHalf extends Neighbours implements UniformRegions.Decision {
        private static final double HALF = 0.5;

        AtLeastHalf(LabelArray source) {
            super(source);
        }

        @Override
        public int decide(int k, int j, int i) {
            int distinct = find(k, j, i);
            int best = Integer.MIN_VALUE;
            for (int slot = 0; slot < distinct; slot++) {
                if (labels[slot] > best && scores[slot] >= HALF) {
                    best = labels[slot];
                }
            }
            return best == Integer.MIN_VALUE ? 0 : best;
        }
    }
}

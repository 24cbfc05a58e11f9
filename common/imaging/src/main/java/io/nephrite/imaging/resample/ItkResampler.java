package io.nephrite.imaging.resample;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.parallel.Parallel;
import io.nephrite.imaging.volume.LabelArray;
import java.util.Arrays;

/**
 * Resamples as {@code sitk.Resample} does with the same origin and direction: the centres of the first voxels coincide,
 * and a result whose centre lies beyond the last voxel's face gets a default value. Any one frame.
 *
 * <p>Reference: ITK 5.2.1 {@code ResampleImageFilter}; float results differ by at most 1e-4 HU.
 */
public final class ItkResampler {
    private final Spacing from;
    private final Spacing to;
    private final Shape3 shape;
    private final Shape3 newShape;
    private final int threads;

    /** @param shape of the source */
    public ItkResampler(Shape3 shape, Spacing from, Spacing to, int threads) {
        this.from = from;
        this.to = to;
        this.shape = shape;
        this.threads = threads;
        int[] voxels = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            voxels[axis] = Math.max(1, (int) Math.rint(shape.get(axis) * from.get(axis) / to.get(axis)));
        }
        this.newShape = Shape3.of(voxels);
    }

    public Shape3 newShape() {
        return newShape;
    }

    /**
     * One channel.
     *
     * @param order 3 for a B-spline, 1 for linear, 0 for nearest
     * @param target gets the result from {@code targetOffset} on
     */
    public void resample(float[] source, int offset, int order, float outside, float[] target, int targetOffset) {
        new SeparableResampler(axis(0, order), axis(1, order), axis(2, order), Clipping.NONE, threads)
                .resample(PlaneSource.of(source, offset, shape), target, targetOffset, outside);
    }

    /** Nearest voxel; 0 outside. */
    public LabelArray resample(LabelArray labels) {
        AxisSampling z = axis(0, 0);
        AxisSampling y = axis(1, 0);
        AxisSampling x = axis(2, 0);
        LabelArray target = labels.allocate(Math.toIntExact(newShape.voxels()));
        Parallel.forEach(threads, z.inside(), k -> {
            for (int j = 0; j < y.inside(); j++) {
                int row = (z.first(k) * shape.y() + y.first(j)) * shape.x();
                int out = (k * newShape.y() + j) * newShape.x();
                for (int i = 0; i < x.inside(); i++) {
                    target.set(out + i, labels.get(row + x.first(i)));
                }
            }
        });
        return target;
    }

    /**
     * Brings labels on the grid of {@link #newShape()} back onto the source's: the nearest voxel, also for the rim of
     * the source that the new grid does not quite cover.
     */
    public LabelArray restore(LabelArray labels) {
        int[][] nearest = new int[3][];
        for (int axis = 0; axis < 3; axis++) {
            nearest[axis] = new int[shape.get(axis)];
            for (int i = 0; i < nearest[axis].length; i++) {
                int index = (int) Math.floor(i * from.get(axis) / to.get(axis) + 0.5);
                nearest[axis][i] = Math.min(index, newShape.get(axis) - 1);
            }
        }
        LabelArray target = labels.allocate(Math.toIntExact(shape.voxels()));
        Parallel.forEach(threads, shape.z(), k -> {
            for (int j = 0; j < shape.y(); j++) {
                int row = (nearest[0][k] * newShape.y() + nearest[1][j]) * newShape.x();
                int out = (k * shape.y() + j) * shape.x();
                for (int i = 0; i < shape.x(); i++) {
                    target.set(out + i, labels.get(row + nearest[2][i]));
                }
            }
        });
        return target;
    }

    private AxisSampling axis(int axis, int order) {
        return AxisSampling.itk(shape.get(axis), newShape.get(axis), to.get(axis), from.get(axis), order, axis == 2);
    }

    @Override
    public String toString() {
        return shape + " at " + Arrays.toString(from.toArray()) + " -> " + newShape + " at "
                + Arrays.toString(to.toArray());
    }
}

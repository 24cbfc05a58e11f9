package io.nephrite.imaging.resample;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.parallel.Parallel;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.VoxelType;
import java.util.Arrays;

/**
 * Resamples as {@code sitk.Resample} does with the same origin and direction: the centres of the first voxels coincide,
 * and a result whose centre lies beyond the last voxel's face gets a default value. Array frame.
 *
 * <p>Reference: ITK 5.2.1 {@code ResampleImageFilter}; integers are equal, also where rounding decides.
 */
public final class ItkResampler {
    private final Spacing from;
    private final Spacing to;
    private final Shape3 shape;
    private final Shape3 newShape;
    private final int threads;

    /**
     * Makes a resampler from one spacing to another.
     *
     * @param shape of the source
     */
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
     * Heap that {@link #resample(float[], int, int, VoxelType, float, float[], int)} takes beside source and target.
     */
    public long workingBytes() {
        return ItkSpline.workingBytes(shape, threads);
    }

    /**
     * One channel. Computed in double precision and cast to its type once.
     *
     * @param order 3 for a B-spline, 1 for linear, 0 for nearest
     * @param type of the source; a result of integers is truncated, as in ITK
     * @param target gets the result from {@code targetOffset} on
     */
    public void resample(
            float[] source, int offset, int order, VoxelType type, float outside, float[] target, int targetOffset) {
        int end = targetOffset + Math.toIntExact(newShape.voxels());
        Arrays.fill(target, targetOffset, end, type.cast(outside));
        ItkAxis z = axis(0);
        ItkAxis y = axis(1);
        ItkAxis x = axis(2);
        switch (order) {
            case 3 ->
                new ItkSpline(shape, z, y, x, ItkSpline.BAND_BYTES, threads)
                        .resample(source, offset, type, target, targetOffset);
            case 1 ->
                Parallel.forEach(
                        threads, z.inside(), k -> linear(source, offset, z, y, x, k, type, target, targetOffset));
            case 0 ->
                Parallel.forEach(threads, z.inside(), k -> {
                    for (int j = 0; j < y.inside(); j++) {
                        int row = offset + (z.nearest(k) * shape.y() + y.nearest(j)) * shape.x();
                        int out = targetOffset + (k * newShape.y() + j) * newShape.x();
                        for (int i = 0; i < x.inside(); i++) {
                            target[out + i] = type.cast(source[row + x.nearest(i)]);
                        }
                    }
                });
            default -> throw new IllegalArgumentException("interpolation order must be 0, 1 or 3, found " + order);
        }
    }

    /** One slice: along x, then y, then z, as ITK's LinearInterpolateImageFunction does it. */
    private void linear(
            float[] source,
            int offset,
            ItkAxis z,
            ItkAxis y,
            ItkAxis x,
            int k,
            VoxelType type,
            float[] target,
            int targetOffset) {
        for (int j = 0; j < y.inside(); j++) {
            int lowLow = offset + (z.below(k) * shape.y() + y.below(j)) * shape.x();
            int lowHigh = offset + (z.below(k) * shape.y() + y.above(j)) * shape.x();
            int highLow = offset + (z.above(k) * shape.y() + y.below(j)) * shape.x();
            int highHigh = offset + (z.above(k) * shape.y() + y.above(j)) * shape.x();
            int out = targetOffset + (k * newShape.y() + j) * newShape.x();
            for (int i = 0; i < x.inside(); i++) {
                int a = x.below(i);
                int b = x.above(i);
                double dx = x.behind(i);
                double near = between(
                        between(source[lowLow + a], source[lowLow + b], dx),
                        between(source[lowHigh + a], source[lowHigh + b], dx),
                        y.behind(j));
                double far = between(
                        between(source[highLow + a], source[highLow + b], dx),
                        between(source[highHigh + a], source[highHigh + b], dx),
                        y.behind(j));
                target[out + i] = type.cast(between(near, far, z.behind(k)));
            }
        }
    }

    private static double between(double a, double b, double distance) {
        return a + (b - a) * distance;
    }

    /** Nearest voxel; 0 outside. */
    public LabelArray resample(LabelArray labels) {
        ItkAxis z = axis(0);
        ItkAxis y = axis(1);
        ItkAxis x = axis(2);
        LabelArray target = labels.allocate(Math.toIntExact(newShape.voxels()));
        Parallel.forEach(threads, z.inside(), k -> {
            for (int j = 0; j < y.inside(); j++) {
                int row = (z.nearest(k) * shape.y() + y.nearest(j)) * shape.x();
                int out = (k * newShape.y() + j) * newShape.x();
                for (int i = 0; i < x.inside(); i++) {
                    target.set(out + i, labels.get(row + x.nearest(i)));
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

    private ItkAxis axis(int axis) {
        return ItkAxis.of(shape.get(axis), newShape.get(axis), to.get(axis), from.get(axis), axis == 2);
    }

    @Override
    public String toString() {
        return shape + " at " + Arrays.toString(from.toArray()) + " -> " + newShape + " at "
                + Arrays.toString(to.toArray());
    }
}

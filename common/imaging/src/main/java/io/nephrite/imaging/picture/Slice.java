package io.nephrite.imaging.picture;

import io.nephrite.core.geometry.Spacing;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import net.imglib2.FinalInterval;
import net.imglib2.Localizable;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessible;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.position.FunctionRandomAccessible;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;

/**
 * A slice of a volume, a view of its voxels.
 *
 * @param pixels dimension 0 to the right, dimension 1 down
 * @param columnMm from one pixel to the next to the right, mm
 * @param rowMm from one pixel to the next below, mm
 */
public record Slice<T extends RealType<T>>(RandomAccessibleInterval<T> pixels, double columnMm, double rowMm) {
    public Slice {
        if (pixels.numDimensions() != 2) {
            throw new IllegalArgumentException("a slice has 2 dimensions, found " + pixels.numDimensions());
        }
        if (!(columnMm > 0 && rowMm > 0)) {
            throw new IllegalArgumentException("pixels must be larger than 0 mm, found " + columnMm + " by " + rowMm);
        }
    }

    /**
     * Takes a slice from a volume.
     *
     * @param volume dimensions x, y, z
     * @param index along the axis across the plane, from 0 on
     */
    public static <T extends RealType<T>> Slice<T> of(
            RandomAccessibleInterval<T> volume, Spacing spacing, Plane plane, int index) {
        if (volume.numDimensions() != 3) {
            throw new IllegalArgumentException("a volume has 3 dimensions, found " + volume.numDimensions());
        }
        int dimension = plane.fixedDimension();
        if (index < volume.min(dimension) || index > volume.max(dimension)) {
            throw new IllegalArgumentException("slices of plane " + plane + " are " + volume.min(dimension) + " to "
                    + volume.max(dimension) + ", asked for " + index);
        }
        return new Slice<>(
                Views.zeroMin(Views.hyperSlice(volume, dimension, index)),
                plane.columnMm(spacing),
                plane.rowMm(spacing));
    }

    /**
     * Intensities with square pixels, linearly interpolated.
     *
     * @param longestEdge of the result, pixels; larger slices are made smaller
     */
    public Slice<T> linear(int longestEdge) {
        int lastColumn = Math.toIntExact(pixels.dimension(0) - 1);
        int lastRow = Math.toIntExact(pixels.dimension(1) - 1);
        return squared(longestEdge, (columns, rows) -> () -> {
            RandomAccess<T> at = pixels.randomAccess();
            return (position, value) -> {
                double column = Math.min(Math.max(columns[position.getIntPosition(0)], 0), lastColumn);
                double row = Math.min(Math.max(rows[position.getIntPosition(1)], 0), lastRow);
                int lower = (int) row;
                at.setPosition(lower, 1);
                double above = alongRow(at, column, lastColumn);
                at.setPosition(Math.min(lower + 1, lastRow), 1);
                double below = alongRow(at, column, lastColumn);
                value.setReal(above + (row - lower) * (below - above));
            };
        });
    }

    private static <T extends RealType<T>> double alongRow(RandomAccess<T> at, double column, int last) {
        int lower = (int) column;
        at.setPosition(lower, 0);
        double left = at.get().getRealDouble();
        at.setPosition(Math.min(lower + 1, last), 0);
        return left + (column - lower) * (at.get().getRealDouble() - left);
    }

    /**
     * Labels with square pixels, each that of the nearest voxel. Slices of the same shape and spacing come out in the
     * same shape as by {@link #linear}.
     *
     * @param longestEdge of the result, pixels; larger slices are made smaller
     */
    public Slice<T> nearest(int longestEdge) {
        return squared(longestEdge, (columns, rows) -> () -> {
            RandomAccess<T> at = pixels.randomAccess();
            return (position, value) -> {
                at.setPosition((int) Math.floor(columns[position.getIntPosition(0)] + 0.5), 0);
                at.setPosition((int) Math.floor(rows[position.getIntPosition(1)] + 0.5), 1);
                value.set(at.get());
            };
        });
    }

    /** How a pixel is made, by the positions of the columns and rows in the slice; one function for each thread. */
    private interface Sampling<T> {
        Supplier<BiConsumer<Localizable, ? super T>> at(double[] columns, double[] rows);
    }

    /** A pixel's edge is the smaller of the two spacings, unless the slice would be too large then. */
    private Slice<T> squared(int longestEdge, Sampling<T> resampling) {
        if (longestEdge < 1) {
            throw new IllegalArgumentException("a picture has at least 1 pixel, asked for " + longestEdge);
        }
        double widthMm = pixels.dimension(0) * columnMm;
        double heightMm = pixels.dimension(1) * rowMm;
        double edgeMm = Math.max(Math.min(columnMm, rowMm), Math.max(widthMm, heightMm) / longestEdge);
        int width = pixelsOver(widthMm, edgeMm);
        int height = pixelsOver(heightMm, edgeMm);
        if (width == pixels.dimension(0) && height == pixels.dimension(1)) {
            return new Slice<>(pixels, edgeMm, edgeMm);
        }
        RandomAccessible<T> resampled = new FunctionRandomAccessible<>(
                2,
                resampling.at(positions(pixels.dimension(0), width), positions(pixels.dimension(1), height)),
                pixels.getType()::createVariable);
        return new Slice<>(Views.interval(resampled, FinalInterval.createMinSize(0, 0, width, height)), edgeMm, edgeMm);
    }

    /** The outer edges of both slices coincide. */
    private static double[] positions(long from, int to) {
        double[] positions = new double[to];
        for (int i = 0; i < to; i++) {
            positions[i] = (i + 0.5) * from / to - 0.5;
        }
        return positions;
    }

    private static int pixelsOver(double mm, double edgeMm) {
        return (int) Math.max(1, Math.round(mm / edgeMm));
    }
}

package io.nephrite.eval.viewer;

import io.nephrite.imaging.picture.AnatomicalPlane;
import io.nephrite.imaging.picture.Overlay;
import io.nephrite.imaging.picture.PlaneView;
import io.nephrite.imaging.picture.Png;
import io.nephrite.imaging.picture.Slice;
import io.nephrite.imaging.picture.Window;
import net.imglib2.Cursor;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.ARGBType;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;

/**
 * The slice of a case in which prediction and reference differ most, as PNG files for a page: each shows the part of
 * the slice that has labels, with square pixels.
 */
public final class ErrorPictures {
    private static final int LONGEST_EDGE = 256;
    private static final double OPACITY = 0.45;
    /** Beside the labels, as a share of their width and height. */
    private static final double MARGIN = 0.35;
    /** The part that is shown is at least so large a share of the slice. */
    private static final double LEAST = 0.4;

    private final AnatomicalPlane plane;
    private final int index;
    private final long slices;
    private final long voxels;
    private final byte[] reference;
    private final byte[] prediction;
    private final byte[] difference;

    private ErrorPictures(
            AnatomicalPlane plane,
            int index,
            long slices,
            long voxels,
            byte[] reference,
            byte[] prediction,
            byte[] difference) {
        this.plane = plane;
        this.index = index;
        this.slices = slices;
        this.voxels = voxels;
        this.reference = reference;
        this.prediction = prediction;
        this.difference = difference;
    }

    public AnatomicalPlane plane() {
        return plane;
    }

    /** Of the slice, from 0. */
    public int index() {
        return index;
    }

    /** That the plane has. */
    public long slices() {
        return slices;
    }

    /** That differ in the slice. */
    public long voxels() {
        return voxels;
    }

    /** Image with the labels of the reference. */
    public byte[] reference() {
        return reference.clone();
    }

    /** Image with the labels of the prediction. */
    public byte[] prediction() {
        return prediction.clone();
    }

    /** Image with what was missed, invented and confused. */
    public byte[] difference() {
        return difference.clone();
    }

    /** The volumes of a case. */
    record Volumes(
            RandomAccessibleInterval<FloatType> image,
            RandomAccessibleInterval<ShortType> reference,
            RandomAccessibleInterval<ShortType> prediction,
            RandomAccessibleInterval<ShortType> difference) {}

    /**
     * @param columnMm from one pixel to the next to the right
     * @param rowMm from one pixel to the next below
     */
    static ErrorPictures of(
            PlaneView view, int index, long voxels, Volumes volumes, double columnMm, double rowMm, Window window) {
        RandomAccessibleInterval<ShortType> reference = view.slice(volumes.reference(), index);
        RandomAccessibleInterval<ShortType> prediction = view.slice(volumes.prediction(), index);
        Interval part = part(reference, prediction);
        Part cut = new Part(part, columnMm, rowMm);
        RandomAccessibleInterval<ARGBType> grey = Overlay.colored(window.grey(
                cut.of(view.slice(volumes.image(), index)).linear(LONGEST_EDGE).pixels()));
        Overlay labels = Overlay.ofLabels(OPACITY);
        return new ErrorPictures(
                view.plane(),
                index,
                volumes.image().dimension(view.across()),
                voxels,
                Png.ofColors(labels.on(grey, cut.labels(reference))),
                Png.ofColors(labels.on(grey, cut.labels(prediction))),
                Png.ofColors(Overlay.ofDifferences(2 * OPACITY - 0.1)
                        .on(grey, cut.labels(view.slice(volumes.difference(), index)))));
    }

    /** A part of a slice. */
    private record Part(Interval interval, double columnMm, double rowMm) {
        <T extends net.imglib2.type.numeric.RealType<T>> Slice<T> of(RandomAccessibleInterval<T> slice) {
            return new Slice<>(Views.zeroMin(Views.interval(slice, interval)), columnMm, rowMm);
        }

        RandomAccessibleInterval<ShortType> labels(RandomAccessibleInterval<ShortType> slice) {
            return of(slice).nearest(LONGEST_EDGE).pixels();
        }
    }

    /** Around the labels of both. */
    private static Interval part(RandomAccessibleInterval<ShortType> a, RandomAccessibleInterval<ShortType> b) {
        long[] low = {Long.MAX_VALUE, Long.MAX_VALUE};
        long[] high = {-1, -1};
        extend(a, low, high);
        extend(b, low, high);
        for (int d = 0; d < 2; d++) {
            long size = a.dimension(d);
            double middle = (low[d] + high[d]) / 2.0;
            double half = Math.max((high[d] - low[d] + 1) * (0.5 + MARGIN), size * LEAST / 2);
            low[d] = Math.max(0, (long) Math.floor(middle - half));
            high[d] = Math.min(size - 1, (long) Math.ceil(middle + half));
        }
        return new FinalInterval(low, high);
    }

    private static void extend(RandomAccessibleInterval<ShortType> labels, long[] low, long[] high) {
        Cursor<ShortType> cursor = Views.flatIterable(labels).localizingCursor();
        while (cursor.hasNext()) {
            if (cursor.next().get() > 0) {
                for (int d = 0; d < 2; d++) {
                    low[d] = Math.min(low[d], cursor.getLongPosition(d));
                    high[d] = Math.max(high[d], cursor.getLongPosition(d));
                }
            }
        }
    }
}

package io.nephrite.imaging.volume;

import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.geometry.BoundingBox;
import net.imglib2.FinalInterval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;

/**
 * Boxes and axis orders of a case's grid as views of ImgLib2 images: nothing is copied. Dimensions 0, 1 and 2 of an
 * image are x, y and z; those that follow, such as channels, stay as they are. Kernels that copy whole volumes work on
 * arrays instead.
 */
public final class GridViews {
    private static final int AXES = 3;

    private GridViews() {}

    /**
     * A part of an image.
     *
     * @param box array frame (z, y, x)
     * @return its coordinates begin at 0
     */
    public static <T> RandomAccessibleInterval<T> crop(RandomAccessibleInterval<T> image, BoundingBox box) {
        int[][] bounds = box.toArray();
        long[] min = Intervals.minAsLongArray(image);
        long[] max = Intervals.maxAsLongArray(image);
        for (int axis = 0; axis < AXES; axis++) {
            min[AXES - 1 - axis] = bounds[axis][0];
            max[AXES - 1 - axis] = bounds[axis][1] - 1L;
        }
        return Views.zeroMin(Views.interval(image, new FinalInterval(min, max)));
    }

    /**
     * An image with its axes in another order.
     *
     * @param order axis i (of z, y, x) of the result is axis {@code order.source(i)} of the image
     */
    public static <T> RandomAccessibleInterval<T> turned(RandomAccessibleInterval<T> image, AxisOrder order) {
        int[] dimensions = {0, 1, 2};
        RandomAccessibleInterval<T> turned = image;
        for (int d = 0; d < AXES; d++) {
            int wanted = AXES - 1 - order.source(AXES - 1 - d);
            int at = d;
            while (dimensions[at] != wanted) {
                at++;
            }
            if (at != d) {
                turned = Views.permute(turned, d, at);
                dimensions[at] = dimensions[d];
                dimensions[d] = wanted;
            }
        }
        return turned;
    }
}

package io.nephrite.imaging.picture;

import java.util.Arrays;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;

/** What is laid on top of each other has one shape. */
final class Shapes {
    private Shapes() {}

    static void requireSame(Interval first, Interval second) {
        if (!Intervals.equals(first, second)) {
            throw new IllegalArgumentException("pictures have shapes " + Arrays.toString(first.dimensionsAsLongArray())
                    + " and " + Arrays.toString(second.dimensionsAsLongArray()) + " (width, height)");
        }
    }
}

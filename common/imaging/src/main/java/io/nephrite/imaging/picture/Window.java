package io.nephrite.imaging.picture;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.UnsignedByteType;

/**
 * The range of intensities that a picture shows.
 *
 * @param low this value and what is below is black; NaN is black too
 * @param high this value and what is above is white
 */
public record Window(double low, double high) {
    private static final int WHITE = 255;

    public Window {
        if (!(low < high) || Double.isInfinite(low) || Double.isInfinite(high)) {
            throw new IllegalArgumentException("a window needs low < high, found " + low + " and " + high);
        }
    }

    /** As radiologists name it: the value in the middle, and the distance from black to white. */
    public static Window ofLevel(double level, double width) {
        return new Window(level - width / 2, level + width / 2);
    }

    /**
     * Maps intensities to grey values.
     *
     * @return a view in grey, 0 to 255, rounded half up
     */
    public <T extends RealType<T>> RandomAccessibleInterval<UnsignedByteType> grey(RandomAccessibleInterval<T> pixels) {
        return Converters.convert(pixels, (in, out) -> out.set(grey(in.getRealDouble())), new UnsignedByteType());
    }

    /** 0 to 255. */
    int grey(double value) {
        double share = (value - low) / (high - low);
        return share > 0 ? (int) (Math.min(share, 1) * WHITE + 0.5) : 0;
    }
}

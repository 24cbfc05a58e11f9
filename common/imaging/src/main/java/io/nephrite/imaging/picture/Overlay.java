package io.nephrite.imaging.picture;

import java.util.function.IntUnaryOperator;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.type.numeric.ARGBType;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.type.numeric.integer.UnsignedByteType;

/**
 * Colours on top of a picture.
 *
 * @param colors label → alpha, red, green and blue; where alpha is 0 the picture stays as it is
 * @param opacity of the colours, from 0 (not seen) to 1 (the picture below is not seen)
 */
public record Overlay(IntUnaryOperator colors, double opacity) {
    public Overlay {
        if (!(opacity >= 0 && opacity <= 1)) {
            throw new IllegalArgumentException("opacity must be from 0 to 1, found " + opacity);
        }
    }

    public static Overlay ofLabels(double opacity) {
        return new Overlay(LabelColors::argbOf, opacity);
    }

    public static Overlay ofDifferences(double opacity) {
        return new Overlay(Difference::argbOf, opacity);
    }

    /** A grey picture in colours, so that something can be laid on it. */
    public static RandomAccessibleInterval<ARGBType> colored(RandomAccessibleInterval<UnsignedByteType> grey) {
        return Converters.convert(grey, (in, out) -> out.set(ofGrey(in.get())), new ARGBType());
    }

    /**
     * Draws colours on top of a picture.
     *
     * @param labels filled areas, an {@link Outline}, or a map of differences
     * @return a view of both
     * @throws IllegalArgumentException where the two differ in shape
     */
    public RandomAccessibleInterval<ARGBType> on(
            RandomAccessibleInterval<ARGBType> picture, RandomAccessibleInterval<ShortType> labels) {
        Shapes.requireSame(picture, labels);
        return Converters.convert(
                picture,
                labels,
                (below, label, out) -> out.set(blended(below.get(), colors.applyAsInt(label.get()))),
                new ARGBType());
    }

    private int blended(int below, int color) {
        if (ARGBType.alpha(color) == 0) {
            return below;
        }
        return ARGBType.rgba(
                mixed(ARGBType.red(below), ARGBType.red(color)),
                mixed(ARGBType.green(below), ARGBType.green(color)),
                mixed(ARGBType.blue(below), ARGBType.blue(color)),
                255);
    }

    private int mixed(int below, int color) {
        return (int) (below + opacity * (color - below) + 0.5);
    }

    private static int ofGrey(int grey) {
        return ARGBType.rgba(grey, grey, grey, 255);
    }
}

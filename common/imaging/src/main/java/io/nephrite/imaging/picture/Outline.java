package io.nephrite.imaging.picture;

import net.imglib2.Localizable;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.position.FunctionRandomAccessible;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.view.Views;

/** The outermost pixels of labelled areas. */
public final class Outline {
    private static final int[][] NEIGHBOURS = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};

    private Outline() {}

    /**
     * A view that keeps a label where one of the four pixels beside it has another, and is 0 elsewhere. The border of
     * the picture is no outline.
     */
    public static RandomAccessibleInterval<ShortType> of(RandomAccessibleInterval<ShortType> labels) {
        var extended = Views.extendBorder(labels);
        return Views.interval(
                new FunctionRandomAccessible<ShortType>(
                        2,
                        () -> {
                            RandomAccess<ShortType> access = extended.randomAccess();
                            return (position, value) -> value.set(outline(access, position));
                        },
                        ShortType::new),
                labels);
    }

    private static short outline(RandomAccess<ShortType> access, Localizable position) {
        access.setPosition(position);
        short label = access.get().get();
        if (label <= 0) {
            return 0;
        }
        for (int[] step : NEIGHBOURS) {
            access.move(step);
            boolean other = access.get().get() != label;
            access.setPosition(position);
            if (other) {
                return label;
            }
        }
        return 0;
    }
}

package io.nephrite.imaging.picture;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.type.numeric.integer.ShortType;

/** How a prediction differs from the reference at one voxel. Labels up to 0 are background. */
public enum Difference {
    /** Both are background, or the same label. */
    NONE(0, LabelColors.NONE),
    /** A label of the reference that is background in the prediction. */
    MISSED(1, LabelColors.BLUE.argb()),
    /** A label of the prediction that is background in the reference. */
    INVENTED(2, LabelColors.VERMILION.argb()),
    /** Two different labels. */
    CONFUSED(3, LabelColors.YELLOW.argb());

    private static final Difference[] DIFFERENCES = values();

    private final int code;
    private final int argb;

    Difference(int code, int argb) {
        this.code = code;
        this.argb = argb;
    }

    /** By which maps name it: the position in this enumeration. */
    public int code() {
        return code;
    }

    static Difference of(int reference, int prediction) {
        if (Math.max(reference, 0) == Math.max(prediction, 0)) {
            return NONE;
        }
        return prediction <= 0 ? MISSED : reference <= 0 ? INVENTED : CONFUSED;
    }

    /**
     * A view of the codes of the differences.
     *
     * @throws IllegalArgumentException where the two differ in shape
     */
    public static RandomAccessibleInterval<ShortType> map(
            RandomAccessibleInterval<ShortType> reference, RandomAccessibleInterval<ShortType> prediction) {
        Shapes.requireSame(reference, prediction);
        return Converters.convert(
                reference, prediction, (r, p, out) -> out.set((short) of(r.get(), p.get()).code), new ShortType());
    }

    /**
     * Returns the colour of a kind of difference.
     *
     * @return alpha, red, green and blue of a code in a map; 0 where there is no difference
     */
    public static int argbOf(int code) {
        return DIFFERENCES[code].argb;
    }
}

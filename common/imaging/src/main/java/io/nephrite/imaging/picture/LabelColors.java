package io.nephrite.imaging.picture;

import net.imglib2.type.numeric.ARGBType;

/**
 * Colours of labels that people with any kind of colour vision can tell apart. From the eighth label on the colours come
 * again. Background and what is outside (−1) have none.
 *
 * <p>Reference: Okabe and Ito, Color Universal Design, 2008, without black.
 */
public enum LabelColors {
    VERMILION(213, 94, 0),
    SKY_BLUE(86, 180, 233),
    YELLOW(240, 228, 66),
    BLUISH_GREEN(0, 158, 115),
    REDDISH_PURPLE(204, 121, 167),
    BLUE(0, 114, 178),
    ORANGE(230, 159, 0);

    static final int NONE = 0;

    /** The yellow as a line on white paper. */
    private static final int DARK_YELLOW = ARGBType.rgba(150, 135, 0, 255);

    private static final LabelColors[] COLORS = values();

    private final int argb;

    LabelColors(int red, int green, int blue) {
        this.argb = ARGBType.rgba(red, green, blue, 255);
    }

    /** Alpha, red, green and blue, 8 bits each. */
    public int argb() {
        return argb;
    }

    /** The same for lines on white, where the yellow would not be seen. */
    public static int lineArgbOf(int label) {
        int argb = argbOf(label);
        return argb == YELLOW.argb ? DARK_YELLOW : argb;
    }

    /** How often the colours were used up before this label: lines of the same colour differ in their dashes. */
    public static int round(int label) {
        return Math.max(0, label - 1) / COLORS.length;
    }

    /** @return alpha, red, green and blue; 0 for labels without a colour */
    public static int argbOf(int label) {
        return label <= 0 ? NONE : COLORS[(label - 1) % COLORS.length].argb;
    }
}

package io.nephrite.imaging.picture;

/**
 * Colours of labels that people with any kind of colour vision can distinguish. From the eighth label on the colours
 * come again. Background and what is outside (−1) have none.
 *
 * <p>Reference: Okabe and Ito, Color Universal Design, 2008, without black. Each has a twin for lines and points on
 * white, of nearly the same hue: at least 3 to 1 in contrast there, and chosen so that those, too, can be
 * distinguished.
 */
public enum LabelColors {
    VERMILION(0xd55e00, 0x9e3500),
    SKY_BLUE(0x56b4e9, 0x0288e3),
    YELLOW(0xf0e442, 0x969148),
    BLUISH_GREEN(0x009e73, 0x519670),
    REDDISH_PURPLE(0xcc79a7, 0xcf65a8),
    BLUE(0x0072b2, 0x073867),
    ORANGE(0xe69f00, 0xad8f0c);

    static final int NONE = 0;

    private static final int OPAQUE = 0xff000000;

    private static final LabelColors[] COLORS = values();

    private final int argb;
    private final int lineArgb;

    /** @param line the same for lines and points on white */
    LabelColors(int rgb, int line) {
        this.argb = OPAQUE | rgb;
        this.lineArgb = OPAQUE | line;
    }

    /** Alpha, red, green and blue, 8 bits each. */
    public int argb() {
        return argb;
    }

    /**
     * The colour of a label's lines and points on white.
     *
     * @return alpha, red, green and blue of a label's lines and points on white; 0 for labels without a colour
     */
    public static int lineArgbOf(int label) {
        return label <= 0 ? NONE : COLORS[(label - 1) % COLORS.length].lineArgb;
    }

    /** How often the colours were used up before this label: lines of the same colour differ in their dashes. */
    public static int round(int label) {
        return Math.max(0, label - 1) / COLORS.length;
    }

    /**
     * Returns the colour of a label.
     *
     * @return alpha, red, green and blue; 0 for labels without a colour
     */
    public static int argbOf(int label) {
        return label <= 0 ? NONE : COLORS[(label - 1) % COLORS.length].argb;
    }
}

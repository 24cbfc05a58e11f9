package io.nephrite.imaging.format;

/**
 * Labels that were stored as real numbers, or with a slope, and miss a whole number by no more than arithmetic does.
 * ITK and nibabel give them to nnU-Net in float32, where many of them are whole.
 */
public final class WholeNumber {
    /** More than a slope in float32 does to a label, and far less than any interpolation. */
    private static final double TOLERANCE = 1e-6;

    private WholeNumber() {}

    /** The whole number where the value is one but for rounding; else the value itself. */
    public static double near(double value) {
        double whole = Math.rint(value);
        return whole == value || Math.abs(whole - value) <= TOLERANCE || (float) value == whole ? whole : value;
    }
}

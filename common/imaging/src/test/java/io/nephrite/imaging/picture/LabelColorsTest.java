package io.nephrite.imaging.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Distances in CIELAB (D65), where 2.3 is just noticed, between colours as each kind of colour vision sees them. */
class LabelColorsTest {
    private static final double FILLS_APART = 15;
    private static final double LINES_APART = 20;
    private static final double GRAPHICS = 3;
    /** Relative luminance of the page's light background, #fbfbfa. */
    private static final double LIGHT = 0.964;
    /** Of the dark one, #15181b. */
    private static final double DARK = 0.0091;

    /** Severity 1 of Machado, Oliveira and Fernandes, IEEE TVCG 15(6), 2009, table 1; rows for linear red, green, blue. */
    private enum Vision {
        NORMAL(1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0),
        PROTANOPIA(0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998),
        DEUTERANOPIA(0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881),
        TRITANOPIA(1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900);

        @SuppressWarnings("ImmutableEnumChecker") // List.of makes lists that cannot be changed
        private final List<Double> matrix;

        Vision(Double... matrix) {
            this.matrix = List.of(matrix);
        }

        private double[] lab(int argb) {
            double[] rgb = new double[3];
            for (int row = 0; row < 3; row++) {
                for (int column = 0; column < 3; column++) {
                    rgb[row] += matrix.get(3 * row + column) * linear(argb >> (16 - 8 * column));
                }
                rgb[row] = Math.min(1, Math.max(0, rgb[row]));
            }
            double x = root((0.4124 * rgb[0] + 0.3576 * rgb[1] + 0.1805 * rgb[2]) / 0.95047);
            double y = root(0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]);
            double z = root((0.0193 * rgb[0] + 0.1192 * rgb[1] + 0.9505 * rgb[2]) / 1.08883);
            return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
        }

        private static double root(double t) {
            return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16.0 / 116;
        }

        private double distance(int one, int other) {
            double[] a = lab(one);
            double[] b = lab(other);
            return Math.sqrt(IntStream.range(0, 3)
                    .mapToDouble(i -> (a[i] - b[i]) * (a[i] - b[i]))
                    .sum());
        }
    }

    private static double linear(int channel) {
        double share = (channel & 0xff) / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }

    private static double contrast(int argb, double ground) {
        double own = 0.2126 * linear(argb >> 16) + 0.7152 * linear(argb >> 8) + 0.0722 * linear(argb);
        return (Math.max(own, ground) + 0.05) / (Math.min(own, ground) + 0.05);
    }

    /** Blue and green are alike to people without cones for blue: one in ten thousand, for whom dashes and order remain. */
    @ParameterizedTest
    @EnumSource(
            value = Vision.class,
            names = {"NORMAL", "PROTANOPIA", "DEUTERANOPIA"})
    void canBeToldApart(Vision vision) {
        int count = LabelColors.values().length;
        for (int one = 1; one <= count; one++) {
            for (int other = one + 1; other <= count; other++) {
                assertThat(vision.distance(LabelColors.argbOf(one), LabelColors.argbOf(other)))
                        .as("labels %d and %d", one, other)
                        .isGreaterThan(FILLS_APART);
                assertThat(vision.distance(LabelColors.lineArgbOf(one), LabelColors.lineArgbOf(other)))
                        .as("lines of labels %d and %d", one, other)
                        .isGreaterThan(LINES_APART);
            }
        }
    }

    @Test
    void canBeSeenAsLinesOnLightAndAsAreasOnDark() {
        for (int label = 1; label <= LabelColors.values().length; label++) {
            assertThat(contrast(LabelColors.lineArgbOf(label), LIGHT))
                    .as("line of label %d", label)
                    .isGreaterThanOrEqualTo(GRAPHICS);
            assertThat(contrast(LabelColors.argbOf(label), DARK))
                    .as("label %d", label)
                    .isGreaterThanOrEqualTo(GRAPHICS);
        }
    }
}

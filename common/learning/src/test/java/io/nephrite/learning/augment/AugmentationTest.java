package io.nephrite.learning.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nephrite.core.random.SampleRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The laws by which parameters are drawn; bounds are five standard errors. */
class AugmentationTest {
    private static final int DRAWS = 20_000;
    private static final int[] SHAPE = {8, 8, 8};
    private static final int VOXELS = 512;

    private static void assertShare(int count, double expected) {
        double error = 5 * Math.sqrt(expected * (1 - expected) / DRAWS);
        assertThat((double) count / DRAWS).isCloseTo(expected, within(error));
    }

    private static double determinant(double[] m) {
        return m[0] * (m[4] * m[8] - m[5] * m[7])
                - m[1] * (m[3] * m[8] - m[5] * m[6])
                + m[2] * (m[3] * m[7] - m[4] * m[6]);
    }

    @Test
    void rotatesAndScalesOneSampleInFive() {
        Augmentation v2 = new Augmentation(false, false, Math.toRadians(30), false);
        int none = 0;
        int scaled = 0;
        int rotated = 0;
        int above = 0;
        for (int i = 0; i < DRAWS; i++) {
            Optional<double[]> drawn = v2.drawSpatial(SampleRandom.of(1, "0", "t", i));
            if (drawn.isEmpty()) {
                none++;
                continue;
            }
            double[] m = drawn.get();
            double scale = Math.cbrt(determinant(m));
            assertThat(scale).isBetween(0.7 - 1e-9, 1.4 + 1e-9);
            if (Math.abs(scale - 1) > 1e-9) {
                scaled++;
                above += scale > 1 ? 1 : 0;
            }
            rotated += Math.abs(m[1]) > 1e-9 ? 1 : 0;
        }
        assertShare(none, 0.64);
        assertShare(scaled, 0.2);
        assertShare(rotated, 0.2);
        // uniform from 0.7 to 1.4
        assertThat((double) above / scaled).isCloseTo(0.4 / 0.7, within(0.04));
    }

    @Test
    void version1ScalesUpAsOftenAsDown() {
        Augmentation v1 = new Augmentation(false, false, Math.toRadians(30), true);
        int scaled = 0;
        int above = 0;
        for (int i = 0; i < DRAWS; i++) {
            Optional<double[]> drawn = v1.drawSpatial(SampleRandom.of(1, "0", "t", i));
            double scale = drawn.map(m -> Math.cbrt(determinant(m))).orElse(1.0);
            if (Math.abs(scale - 1) > 1e-9) {
                scaled++;
                above += scale > 1 ? 1 : 0;
            }
        }
        assertThat((double) above / scaled).isCloseTo(0.5, within(0.04));
    }

    @Test
    void planarTransformsKeepTheSlices() {
        Augmentation planar = new Augmentation(true, false, Math.PI, false);
        for (int i = 0; i < 200; i++) {
            planar.drawSpatial(SampleRandom.of(1, "0", "t", i)).ifPresent(m -> {
                assertThat(m[0]).isEqualTo(1);
                assertThat(new double[] {m[1], m[2], m[3], m[6]}).containsOnly(0);
            });
        }
    }

    @Test
    void changesIntensitiesAsOftenAsNnunet() {
        Augmentation v2 = new Augmentation(false, false, Math.toRadians(30), false);
        float[] plain = new float[VOXELS];
        SampleRandom pattern = SampleRandom.of(9, "0", "pattern");
        for (int i = 0; i < VOXELS; i++) {
            plain[i] = (float) pattern.gaussian();
        }
        float[] work = new float[VOXELS];
        int untouched = 0;
        for (int i = 0; i < DRAWS; i++) {
            float[] image = plain.clone();
            v2.intensities(image, 0, 1, SHAPE, SampleRandom.of(1, "0", "t", i), work);
            untouched += java.util.Arrays.equals(image, plain) ? 1 : 0;
        }
        // noise, blur · channel, brightness, contrast, low resolution · channel, inverted gamma, gamma
        assertShare(untouched, 0.9 * (1 - 0.2 * 0.5) * 0.85 * 0.85 * (1 - 0.25 * 0.5) * 0.9 * 0.7);
    }

    @Test
    void factorsAreBelowAndAboveOneWithEqualChance() {
        int below = 0;
        double sumAbove = 0;
        for (int i = 0; i < DRAWS; i++) {
            double f = Augmentation.drawAboutOne(SampleRandom.of(1, "0", "t", i), 0.7, 1.5);
            assertThat(f).isBetween(0.7, 1.5);
            below += f < 1 ? 1 : 0;
            sumAbove += f < 1 ? 0 : f;
        }
        assertShare(below, 0.5);
        assertThat(sumAbove / (DRAWS - below)).isCloseTo(1.25, within(0.01));
    }

    @Test
    void gammaKeepsMeanAndSpread() {
        float[] x = new float[VOXELS];
        SampleRandom random = SampleRandom.of(4, "0", "t");
        double mean = 0;
        for (int i = 0; i < VOXELS; i++) {
            x[i] = (float) (3 + 2 * random.gaussian());
            mean += x[i] / VOXELS;
        }
        IntensityTransforms.gamma(x, 0, VOXELS, 0.7f, false);
        double after = 0;
        for (float v : x) {
            after += v / VOXELS;
        }
        assertThat(after).isCloseTo(mean, within(1e-5));
    }

    @Test
    void kernelSizesAreTheNearestOddOnes() {
        // 6 sigma + 0.5 = 3.5 rounds to 4, above is 5 only from 4 on
        assertThat(IntensityTransforms.kernelSize(0.5)).isEqualTo(3);
        assertThat(IntensityTransforms.kernelSize(0.6)).isEqualTo(5);
        assertThat(IntensityTransforms.kernelSize(0.75)).isEqualTo(5);
        assertThat(IntensityTransforms.kernelSize(1.0)).isEqualTo(7);
    }

    @Test
    void flippingTwiceGivesBackTheVolume() {
        float[] x = new float[3 * 4 * 5];
        for (int i = 0; i < x.length; i++) {
            x[i] = i;
        }
        int[] shape = {3, 4, 5};
        for (int bits = 0; bits < 8; bits++) {
            boolean[] axes = {(bits & 1) > 0, (bits & 2) > 0, (bits & 4) > 0};
            float[] y = x.clone();
            Mirror.flip(y, 0, shape, axes);
            for (int z = 0; z < 3; z++) {
                for (int j = 0; j < 4; j++) {
                    for (int k = 0; k < 5; k++) {
                        int from = ((axes[0] ? 2 - z : z) * 4 + (axes[1] ? 3 - j : j)) * 5 + (axes[2] ? 4 - k : k);
                        assertThat(y[(z * 4 + j) * 5 + k]).isEqualTo(x[from]);
                    }
                }
            }
            Mirror.flip(y, 0, shape, axes);
            assertThat(y).isEqualTo(x);
        }
    }
}

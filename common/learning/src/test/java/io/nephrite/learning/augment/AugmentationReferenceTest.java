package io.nephrite.learning.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import io.nephrite.testkit.SharedData;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against batchgeneratorsv2, for fixed parameters. */
class AugmentationReferenceTest {
    private static final int[] SHAPE = {28, 34, 30};
    private static final int[] PATCH = {16, 22, 20};
    private static final int VOXELS = 28 * 34 * 30;

    private static Map<String, ReferenceArray> reference;

    @BeforeAll
    static void read() {
        reference = ReferenceNumbers.npz(SharedData.path("reference/parity/aug_parity.npz"));
    }

    private static void assertClose(float[] found, String name, double tolerance) {
        float[] expected = reference.get(name).floats();
        assertThat(found).hasSameSizeAs(expected);
        double largest = 0;
        for (int i = 0; i < found.length; i++) {
            largest = Math.max(largest, Math.abs(found[i] - expected[i]));
        }
        assertThat(largest).as(name).isLessThan(tolerance);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rot", "scale", "both", "shrink_out"})
    void rotatesAndScales(String name) {
        double[] matrix = SpatialTransform.matrix(
                reference.get(name + "_angles").doubles(),
                reference.get(name + "_scale").scalar());
        double[] expectedMatrix = reference.get(name + "_affine").doubles();
        for (int i = 0; i < 9; i++) {
            assertThat(matrix[i]).isCloseTo(expectedMatrix[i], within(1e-12));
        }
        SpatialTransform transform = SpatialTransform.of(false, SHAPE, PATCH, false);
        float[] image = new float[PATCH[0] * PATCH[1] * PATCH[2]];
        transform.image(reference.get("x").floats(), SourceBox.whole(SHAPE), image, 0, matrix);
        assertClose(image, name + "_img", 1e-4);
        short[] labels = new short[image.length];
        transform.segmentation(reference.get("seg").shorts(), SourceBox.whole(SHAPE), labels, 0, matrix);
        assertThat(labels).isEqualTo(reference.get(name + "_seg").shorts());
    }

    @ParameterizedTest
    @CsvSource({"0.8", "1.2"})
    void changesContrast(String factor) {
        float[] x = reference.get("x").floats();
        IntensityTransforms.contrast(x, 0, VOXELS, Float.parseFloat(factor));
        assertClose(x, "contrast_" + factor, 2e-6);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void changesGamma(boolean inverted) {
        float[] x = reference.get("x").floats();
        IntensityTransforms.gamma(x, 0, VOXELS, 1.3f, inverted);
        assertClose(x, "gamma_1.3_inv" + (inverted ? 1 : 0), 2e-5);
    }

    @Test
    void simulatesLowResolution() {
        float[] x = reference.get("x").floats();
        int[] low = {(int) Math.rint(SHAPE[0] * 0.6), (int) Math.rint(SHAPE[1] * 0.6), (int) Math.rint(SHAPE[2] * 0.6)};
        IntensityTransforms.lowResolution(x, 0, SHAPE, low, new float[VOXELS]);
        assertClose(x, "lowres_0.6", 2e-5);
    }

    @Test
    void blurs() {
        float[] x = reference.get("x").floats();
        float[] work = new float[VOXELS];
        double[] sigma = {0.5, 0.75, 1.0};
        for (int axis = 0; axis < 3; axis++) {
            IntensityTransforms.blur(x, 0, SHAPE, axis, sigma[axis], work);
        }
        assertClose(x, "blur_0.5_0.75_1.0", 2e-6);
    }
}

package io.nephrite.learning.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import io.nephrite.testkit.ReferenceSize;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares with batchgeneratorsv2 for fixed parameters. */
class AugmentationReferenceTest {
    private static Map<String, ReferenceArray> read(ReferenceSize size) {
        return ReferenceNumbers.npz(size.path("augment/aug_parity.npz", "reference/parity/aug_parity.npz"));
    }

    private static void assertClose(
            Map<String, ReferenceArray> reference, float[] found, String name, double tolerance) {
        float[] expected = reference.get(name).floats();
        assertThat(found).hasSameSizeAs(expected);
        double largest = 0;
        for (int i = 0; i < found.length; i++) {
            largest = Math.max(largest, Math.abs(found[i] - expected[i]));
        }
        assertThat(largest).as(name).isLessThan(tolerance);
    }

    private static int[] shape(Map<String, ReferenceArray> reference) {
        return Arrays.copyOfRange(reference.get("x").shape(), 1, 4);
    }

    private static int voxels(Map<String, ReferenceArray> reference) {
        return reference.get("x").size();
    }

    @ParameterizedTest
    @EnumSource
    void rotatesAndScales(ReferenceSize size) {
        Map<String, ReferenceArray> reference = read(size);
        int[] patch = reference.get("patch").ints();
        for (String name : List.of("rot", "scale", "both", "shrink_out")) {
            double[] matrix = SpatialTransform.matrix(
                    reference.get(name + "_angles").doubles(),
                    reference.get(name + "_scale").scalar());
            double[] expectedMatrix = reference.get(name + "_affine").doubles();
            for (int i = 0; i < 9; i++) {
                assertThat(matrix[i]).isCloseTo(expectedMatrix[i], within(1e-12));
            }
            SpatialTransform transform = SpatialTransform.of(false, shape(reference), patch, false);
            float[] image = new float[patch[0] * patch[1] * patch[2]];
            SourceBox whole = SourceBox.whole(shape(reference));
            transform.image(reference.get("x").floats(), whole, image, 0, matrix);
            assertClose(reference, image, name + "_img", 1e-4);
            short[] labels = new short[image.length];
            transform.segmentation(reference.get("seg").shorts(), whole, labels, 0, matrix);
            assertThat(labels).as(name).isEqualTo(reference.get(name + "_seg").shorts());
        }
    }

    @ParameterizedTest
    @EnumSource
    void changesContrast(ReferenceSize size) {
        Map<String, ReferenceArray> reference = read(size);
        for (String factor : List.of("0.8", "1.2")) {
            float[] x = reference.get("x").floats();
            IntensityTransforms.contrast(x, 0, voxels(reference), Float.parseFloat(factor));
            assertClose(reference, x, "contrast_" + factor, 2e-6);
        }
    }

    @ParameterizedTest
    @EnumSource
    void changesGamma(ReferenceSize size) {
        Map<String, ReferenceArray> reference = read(size);
        for (boolean inverted : new boolean[] {false, true}) {
            float[] x = reference.get("x").floats();
            IntensityTransforms.gamma(x, 0, voxels(reference), 1.3f, inverted);
            assertClose(reference, x, "gamma_1.3_inv" + (inverted ? 1 : 0), 2e-5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void simulatesLowResolution(ReferenceSize size) {
        Map<String, ReferenceArray> reference = read(size);
        float[] x = reference.get("x").floats();
        int[] shape = shape(reference);
        int[] low = Arrays.stream(shape).map(n -> (int) Math.rint(n * 0.6)).toArray();
        IntensityTransforms.lowResolution(x, 0, shape, low, new float[voxels(reference)]);
        assertClose(reference, x, "lowres_0.6", 2e-5);
    }

    @ParameterizedTest
    @EnumSource
    void blurs(ReferenceSize size) {
        Map<String, ReferenceArray> reference = read(size);
        float[] x = reference.get("x").floats();
        float[] work = new float[voxels(reference)];
        double[] sigma = {0.5, 0.75, 1.0};
        for (int axis = 0; axis < 3; axis++) {
            IntensityTransforms.blur(x, 0, shape(reference), axis, sigma[axis], work);
        }
        assertClose(reference, x, "blur_0.5_0.75_1.0", 2e-6);
    }
}

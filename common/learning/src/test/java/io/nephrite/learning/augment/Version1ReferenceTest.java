package io.nephrite.learning.augment;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interpolation of nnU-Net v1, against scipy and scikit-image as version1.py beside the numbers calls them. */
class Version1ReferenceTest {
    private static final int[] FROM = {11, 14, 13};

    private final Map<String, ReferenceArray> reference =
            ReferenceNumbers.npz(Version1ReferenceTest.class, "version1.npz");

    @ParameterizedTest
    @ValueSource(strings = {"rotated", "enlarged", "reduced", "planar"})
    void rotatesAndScales(String name) {
        boolean planar = name.equals("planar");
        int[] to = {planar ? FROM[0] : 8, 10, 9};
        SpatialTransform transform = SpatialTransform.of(true, FROM, to, planar);
        double[] matrix = reference.get(name + "_matrix").doubles();
        float[] image = new float[to[0] * to[1] * to[2]];
        transform.image(reference.get("x").floats(), SourceBox.whole(FROM), image, 0, matrix);
        assertClose(image, name + "_image");
        short[] labels = new short[image.length];
        transform.segmentation(reference.get("seg").shorts(), SourceBox.whole(FROM), labels, 0, matrix);
        assertThat(labels).isEqualTo(reference.get(name + "_labels").shorts());
    }

    @Test
    void simulatesLowResolutionWithACubicSpline() {
        float[] x = reference.get("x").floats();
        int[] low = Arrays.stream(reference.get("low").doubles())
                .mapToInt(v -> (int) v)
                .toArray();
        IntensityTransforms.lowResolutionCubic(x, 0, FROM, low, new float[x.length]);
        assertClose(x, "low_resolution");
    }

    private void assertClose(float[] found, String name) {
        float[] expected = reference.get(name).floats();
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            assertThat(Math.abs(found[i] - expected[i])).as("%s at %d", name, i).isLessThan(5e-6f);
        }
    }
}

package io.nephrite.imaging.resample;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.plans.LabelRule;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import io.nephrite.testkit.SharedData;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Against nnU-Net 2.8.1's {@code resample_data_or_seg_to_shape} on volumes of standard deviation 99; {@code nnunet.npz} is
 * made by {@code make_nnunet.py} in the folder above it.
 */
class ResamplingReferenceTest {
    private static final double TOLERANCE = 5e-5;

    @ParameterizedTest
    @ValueSource(strings = {"iso", "sepz_cur", "sepz_new", "two_lowres"})
    void agreesWithNnunetForEveryRule(String rule) {
        agrees(rule, ReferenceNumbers.npz(ResamplingReferenceTest.class, "nnunet.npz"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"iso", "sepz_cur", "sepz_new", "two_lowres"})
    void agreesWithNnunetOnALargerVolume(String rule) {
        agrees(rule, ReferenceNumbers.npz(SharedData.path("reference/parity/resample_parity.npz")));
    }

    private static void agrees(String rule, Map<String, ReferenceArray> arrays) {
        Shape3 shape = spatial(arrays.get("vol"));
        Spacing current = Spacing.of(arrays.get(rule + "_cur").doubles());
        Spacing target = Spacing.of(arrays.get(rule + "_new").doubles());
        Shape3 newShape = ResamplingPlan.newShape(shape, current, target);
        ResamplingPlan plan = ResamplingPlan.of(shape, newShape, current, target, Optional.empty());

        assertThat(newShape).isEqualTo(spatial(arrays.get(rule + "_data3")));
        float[] volume = arrays.get("vol").floats();
        for (int order : new int[] {3, 1}) {
            float[] result = new float[(int) newShape.voxels()];
            new SplineResampler(plan, order, 0, 2).resample(PlaneSource.of(volume, 0, shape), result, 0);
            String name = rule + (order == 3 ? "_data3" : "_prob1");
            assertThat(greatestDifference(result, arrays.get(name).floats()))
                    .as(name)
                    .isLessThan(TOLERANCE);
        }
        assertThat(new LabelResampler(plan, LabelRule.HIGHEST_SCORE, 2)
                        .resample(LabelArray.of(labels(arrays.get("seg"))))
                        .int8())
                .isEqualTo(labels(arrays.get(rule + "_seg1")));
    }

    private static double greatestDifference(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        double greatest = 0;
        for (int i = 0; i < a.length; i++) {
            greatest = Math.max(greatest, Math.abs((double) a[i] - b[i]));
        }
        return greatest;
    }

    private static byte[] labels(ReferenceArray array) {
        float[] values = array.floats();
        byte[] labels = new byte[values.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) values[i];
        }
        return labels;
    }

    private static Shape3 spatial(ReferenceArray array) {
        int[] shape = array.shape();
        return Shape3.of(Arrays.copyOfRange(shape, shape.length - 3, shape.length));
    }
}

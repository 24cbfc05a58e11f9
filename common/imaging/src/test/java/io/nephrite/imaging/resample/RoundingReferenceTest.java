package io.nephrite.imaging.resample;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.experiment.RawInterpolation;
import io.nephrite.core.experiment.RawResampling;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.plans.LabelRule;
import io.nephrite.imaging.preprocess.RawResampler;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the last bit decides, or a threshold; {@code rules.npz} is made by {@code make_rules.py} beside it. */
class RoundingReferenceTest {
    private final Map<String, ReferenceArray> rules = ReferenceNumbers.npz(RoundingReferenceTest.class, "rules.npz");

    @ParameterizedTest
    @CsvSource({"AT_LEAST_HALF, tie_result", "HIGHEST_SCORE, tie_highest"})
    void roundsScoresAsScipyDoesAlsoBesideTheFaces(LabelRule rule, String result) {
        ResamplingPlan plan = plan("tie_labels", result);

        assertThat(new LabelResampler(plan, rule, 2)
                        .resample(LabelArray.of(bytes("tie_labels")))
                        .int8())
                .isEqualTo(bytes(result));
    }

    @Test
    void takesTheSmallestOfTiedLabelsWhereTheNearestVoxelsIsNotOneOfThem() {
        ResamplingPlan plan = plan("corner_labels", "corner_result");

        assertThat(new LabelResampler(plan, LabelRule.HIGHEST_SCORE, 2)
                        .resample(LabelArray.of(bytes("corner_labels")))
                        .int8())
                .isEqualTo(bytes("corner_result"));
    }

    @Test
    void takesTheLowerOfClassesThatAreEqualInHalfPrecision() {
        ResamplingPlan plan = plan("half_logits", "half_classes");

        byte[] classes = new LogitResampler(plan, 2)
                .classes(rules.get("half_logits").floats(), 3)
                .int8();
        assertThat(classes).isEqualTo(bytes("half_classes")).isNotEqualTo(bytes("double_classes"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"region_labels", "region_labels_unresampled"})
    void paintsRegionsWhereTheirSigmoidExceedsOneHalf(String result) {
        int[] classOrder = {0, 2, 1, 3};

        byte[] regions = new LogitResampler(plan("region_logits", result), 2)
                .regions(rules.get("region_logits").floats(), 3)
                .int8();

        byte[] theirs = bytes(result);
        for (int i = 0; i < theirs.length; i++) {
            assertThat(classOrder[regions[i]]).as("voxel %d", i).isEqualTo(theirs[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"thin", "thick"})
    void takesTheSameOfTwoEquallyNearVoxelsAsItk(String name) {
        Spacing spacing = Spacing.of(rules.get("itk_" + name + "_spacing").doubles());
        LabelVolume label =
                new LabelVolume(bytes("itk_" + name + "_labels"), shape("itk_" + name + "_labels"), spacing);

        LabelVolume ours = new RawResampler(2)
                .resample(
                        label,
                        new RawResampling(
                                List.of(3.22, 1.62, 3.22), RawInterpolation.BSPLINE, RawInterpolation.NEAREST, 0));
        assertThat(ours.shape()).isEqualTo(shape("itk_" + name + "_result"));
        assertThat(ours.voxels().int8()).isEqualTo(bytes("itk_" + name + "_result"));
    }

    private ResamplingPlan plan(String from, String to) {
        return new ResamplingPlan(shape(from), shape(to), OptionalInt.empty());
    }

    private Shape3 shape(String name) {
        int[] s = rules.get(name).shape();
        return new Shape3(s[s.length - 3], s[s.length - 2], s[s.length - 1]);
    }

    private byte[] bytes(String name) {
        return rules.get(name).bytes();
    }
}

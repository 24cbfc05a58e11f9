package io.nephrite.learning.nnunet;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.imaging.preprocess.CasePreprocessor;
import io.nephrite.imaging.preprocess.CaseProperties;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.testkit.PlannedDataset;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PickledPropertiesTest {
    /** Read by Python 3.11 as it should be: the opcodes are few and of protocol 2. */
    @Test
    void holdsTheGeometryForBothReadersAndHowTheCaseWasCropped() throws IOException {
        Affine affine = Affine.of(new double[][] {{0, 0, -8, 3}, {0, -7, 0, 4}, {-6, 0, 0, 5}});
        float[] voxels = new float[4 * 5 * 6];
        voxels[1 * 30 + 2 * 6 + 3] = 1;
        voxels[2 * 30 + 3 * 6 + 4] = 1;
        CaseProperties properties = new CasePreprocessor(parameters(), 1)
                .preprocess(
                        "case", new ImageVolume(voxels, 1, new Shape3(4, 5, 6), new Spacing(8, 7, 6)), Optional.empty())
                .properties();

        UnpickledValues read = UnpickledValues.of(PickledProperties.of(properties, affine));

        assertThat(read.at("sitk_stuff", "spacing")).isEqualTo(List.of(6.0, 7.0, 8.0));
        assertThat(read.at("sitk_stuff", "origin")).isEqualTo(List.of(-3.0, -4.0, 5.0));
        assertThat((List<?>) read.at("sitk_stuff", "direction"))
                .extracting(v -> (double) v + 0.0) // no minus before a zero
                .containsExactly(0.0, 0.0, 1.0, 0.0, 1.0, 0.0, -1.0, 0.0, 0.0);
        assertThat(read.at("nibabel_stuff", "original_affine"))
                .isEqualTo(List.of(
                        List.of(0.0, 0.0, -8.0, 3.0),
                        List.of(0.0, -7.0, 0.0, 4.0),
                        List.of(-6.0, 0.0, 0.0, 5.0),
                        List.of(0.0, 0.0, 0.0, 1.0)));
        assertThat(read.at("spacing")).isEqualTo(List.of(8.0, 7.0, 6.0));
        assertThat(read.at("shape_before_cropping")).isEqualTo(List.of(4, 5, 6));
        assertThat(read.at("bbox_used_for_cropping")).isEqualTo(List.of(List.of(1, 3), List.of(2, 4), List.of(3, 5)));
        assertThat(read.at("shape_after_cropping_and_before_resampling")).isEqualTo(List.of(2, 2, 2));
    }

    private static PreprocessingParameters parameters() throws IOException {
        try (InputStream in = PlannedDataset.class.getResourceAsStream("tiny-plans.json")) {
            Plans plans = Plans.parse(in.readAllBytes());
            return PreprocessingParameters.of(
                    plans,
                    plans.configuration(PlannedDataset.CONFIGURATION),
                    List.of(List.of(1), List.of(2)),
                    Optional.empty());
        }
    }
}

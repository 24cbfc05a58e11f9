package io.nephrite.imaging.resample;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.experiment.RawInterpolation;
import io.nephrite.core.experiment.RawResampling;
import io.nephrite.imaging.SharedCases;
import io.nephrite.imaging.preprocess.RawResampler;
import io.nephrite.imaging.read.FileImage;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.imaging.volume.VoxelType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against {@code sitk.Resample} of ITK 5.2.1, default pixel −1024; spacings in file axes. */
class ItkReferenceTest {
    private static final double TOLERANCE_HU = 1e-3;
    private static final List<Double> RECIPE = List.of(3.22, 1.62, 1.62);

    @ParameterizedTest
    @CsvSource({"case_00109, BSPLINE, 8x4x4", "case_00163, BSPLINE, 8x4x4", "case_00109, LINEAR, 3.22x1.62x1.62"})
    void agreesInRealNumbers(String caseId, RawInterpolation kind, String spacing) {
        List<Double> mm = Arrays.stream(spacing.split("x")).map(Double::valueOf).toList();
        ImageVolume source = image(caseId);
        ImageVolume real = new ImageVolume(source.voxels(), 1, source.shape(), source.spacing());
        ImageVolume ours = resampled(real, kind, mm);

        ImageVolume theirs = SharedCases.image(
                        "reference/itk/%s_%s_%s_float.nii.gz".formatted(caseId, kind.json(), spacing))
                .volume();
        assertThat(ours.shape()).isEqualTo(theirs.shape());
        assertThat(SharedCases.greatestDifference(ours.voxels(), theirs.voxels()))
                .isLessThan(TOLERANCE_HU);
    }

    @Test
    void truncatesIntegersTowardsZero() {
        ImageVolume source = image("case_00109");
        assertThat(source.voxelType(0)).isEqualTo(VoxelType.INT16);
        ImageVolume ours = resampled(source, RawInterpolation.BSPLINE, RECIPE);

        ImageVolume theirs = SharedCases.image("reference/itk/case_00109_bspline_3.22x1.62x1.62_short.nii.gz")
                .volume();
        assertThat(SharedCases.greatestDifference(ours.voxels(), theirs.voxels()))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"case_00109", "case_00163"})
    void takesTheSameNearestLabels(String caseId) {
        LabelVolume label = SharedCases.label("data/Task040_KiTS_small/labelsTr/" + caseId + ".nii.gz");
        LabelVolume ours = new RawResampler(2).resample(label, recipe(RawInterpolation.BSPLINE, RECIPE));

        LabelVolume theirs = SharedCases.label("reference/itk/" + caseId + "_nearest_3.22x1.62x1.62_label.nii.gz");
        assertThat(ours.shape()).isEqualTo(theirs.shape());
        assertThat(ours.voxels()).isEqualTo(theirs.voxels());
    }

    private static ImageVolume image(String caseId) {
        FileImage image = SharedCases.image("data/Task040_KiTS_small/imagesTr/" + caseId + "_0000.nii.gz");
        return image.volume();
    }

    private static ImageVolume resampled(ImageVolume image, RawInterpolation kind, List<Double> mm) {
        return new RawResampler(2).resample(image, recipe(kind, mm));
    }

    private static RawResampling recipe(RawInterpolation kind, List<Double> mm) {
        return new RawResampling(mm, kind, RawInterpolation.NEAREST, -1024);
    }
}

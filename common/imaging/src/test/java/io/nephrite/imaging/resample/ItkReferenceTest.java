package io.nephrite.imaging.resample;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.experiment.RawInterpolation;
import io.nephrite.core.experiment.RawResampling;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.imaging.SharedCases;
import io.nephrite.imaging.preprocess.RawResampler;
import io.nephrite.imaging.read.FileImage;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.imaging.volume.VoxelType;
import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares with {@code sitk.Resample}, which takes −1024 outside of the image; spacings are in file axes. {@code
 * itk_reals.npz} is made by {@code make_itk.py} beside it; the larger results are of ITK 5.2.1.
 */
class ItkReferenceTest {
    private static final double TOLERANCE_HU = 1e-3;
    private static final List<Double> RECIPE = List.of(3.22, 1.62, 1.62);

    private static final Map<String, ReferenceArray> ITK =
            ReferenceNumbers.npz(ItkReferenceTest.class, "itk_reals.npz");

    @ParameterizedTest
    @CsvSource({"BSPLINE, coarse", "BSPLINE, recipe", "LINEAR, recipe", "LINEAR, finer"})
    void agreesInRealNumbersOnASmallVolume(RawInterpolation kind, String name) {
        String id = kind + "_" + name;
        ImageVolume source = new ImageVolume(
                ITK.get(id + "_image").floats(),
                1,
                shape(id + "_image"),
                Spacing.of(ITK.get(id + "_from").doubles()));

        ImageVolume ours = resampled(source, kind, inFileAxes(id));

        assertThat(ours.shape()).isEqualTo(shape(id + "_result"));
        assertThat(SharedCases.greatestDifference(
                        ours.voxels(), ITK.get(id + "_result").floats()))
                .isLessThan(TOLERANCE_HU);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NEAREST_recipe", "NEAREST_finer"})
    void takesTheSameNearestLabelsOnASmallVolume(String id) {
        LabelVolume label = new LabelVolume(
                ITK.get(id + "_image").bytes(),
                shape(id + "_image"),
                Spacing.of(ITK.get(id + "_from").doubles()));

        LabelVolume ours = new RawResampler(2).resample(label, recipe(RawInterpolation.BSPLINE, inFileAxes(id)));

        assertThat(ours.shape()).isEqualTo(shape(id + "_result"));
        assertThat(ours.voxels().int8()).isEqualTo(ITK.get(id + "_result").bytes());
    }

    private static Shape3 shape(String name) {
        return Shape3.of(ITK.get(name).shape());
    }

    /** The arrays' axes are z, y, x; those of a file are x, y, z. */
    private static List<Double> inFileAxes(String id) {
        double[] to = ITK.get(id + "_to").doubles();
        return List.of(to[2], to[1], to[0]);
    }

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

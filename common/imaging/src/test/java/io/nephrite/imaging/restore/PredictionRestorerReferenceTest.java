package io.nephrite.imaging.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.core.plans.Resampling;
import io.nephrite.imaging.SharedCases;
import io.nephrite.imaging.preprocess.CasePreprocessor;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import io.nephrite.testkit.SharedData;
import io.nephrite.testkit.SmallReference;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against segmentations that nnU-Net 2.8.1 exported from the same logits. */
class PredictionRestorerReferenceTest {
    private static final LabelMap LABELS = LabelMap.of("background", "kidney", "tumor");

    @ParameterizedTest
    @ValueSource(strings = {"notta", "tta"})
    void exportsTheSameSegmentationOfAKidney(String kind) {
        exportsTheSameSegmentation(
                SharedData.path("reference/kits_small/nnUNetPlans.json"),
                "3d_cpu",
                SharedData.path("data/Task040_KiTS_small/imagesTr/case_00109_0000.nii.gz"),
                SharedData.path("reference/inference/case_00109_" + kind + "_logits.npz"),
                SharedData.path("reference/inference/case_00109_" + kind + ".nii.gz"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"phantom_0", "phantom_1"})
    void exportsTheSameSegmentation(String caseId) {
        exportsTheSameSegmentation(
                SmallReference.path("phantom/nnUNetPlansSmall.json"),
                "3d_small",
                SmallReference.path("Dataset901_Phantom/imagesTr/" + caseId + "_0000.nii.gz"),
                SmallReference.path("phantom/predicted/" + caseId + "_mirror.npz"),
                SmallReference.path("phantom/predicted/" + caseId + "_mirror.nii.gz"));
    }

    private static void exportsTheSameSegmentation(
            Path plansFile, String configuration, Path imageFile, Path logitsFile, Path exported) {
        Plans plans = Plans.parse(SharedCases.bytes(plansFile));
        PreprocessingParameters parameters = PreprocessingParameters.of(
                plans, plans.configuration(configuration), LABELS.classes(), Optional.empty());
        ImageVolume image = SharedCases.image(imageFile).volume();
        PreprocessedCase preprocessed = new CasePreprocessor(parameters, 2).preprocess("case", image, Optional.empty());
        ReferenceArray logits = ReferenceNumbers.npz(logitsFile).get("logits");
        int[] s = logits.shape();

        LabelVolume ours = new PredictionRestorer(parameters, Resampling.PROBABILITIES, 2)
                .restore(logits.floats(), LABELS, new Shape3(s[1], s[2], s[3]), preprocessed.properties());

        LabelVolume theirs = SharedCases.label(exported);
        assertThat(ours.shape()).isEqualTo(theirs.shape());
        assertThat(ours.voxels()).isEqualTo(theirs.voxels());
    }
}

package io.nephrite.learning.predict;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.experiment.PredictionSettings;
import io.nephrite.core.experiment.TrainingSettings;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.imaging.preprocess.CasePreprocessor;
import io.nephrite.imaging.preprocess.CaseProperties;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.resample.LogitResampler;
import io.nephrite.imaging.resample.ResamplingPlan;
import io.nephrite.imaging.restore.PredictionRestorer;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.learning.CascadePlans;
import io.nephrite.learning.checkpoint.Checkpoint;
import io.nephrite.learning.checkpoint.ModelDescription;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.loss.TargetScheme;
import io.nephrite.learning.network.Tensor;
import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import io.nephrite.testkit.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A cascade against nnU-Net 2.8.1, with the weights and cases of reference/cascade. */
class CascadeReferenceTest {
    private static final String LOWRES = "3d_lowres";
    private static final String CASCADE = "3d_cascade_fullres";
    private static final LabelMap LABELS = LabelMap.of("background", "anterior", "posterior");

    private final Path folder = SharedData.path("reference/cascade");
    private final Plans plans = CascadePlans.read();

    private PreprocessingParameters parameters(String configuration) {
        return PreprocessingParameters.of(
                plans, plans.configuration(configuration), LABELS.classes(), Optional.empty());
    }

    private SlidingWindowPredictor network(String configuration, boolean mirroring) {
        ConfigurationPlan plan = plans.configuration(configuration);
        ModelDescription model =
                ModelDescription.of(plan, 1, TargetScheme.of(LABELS), TrainingSettings.DEFAULTS, Optional.empty());
        Map<String, ReferenceArray> stored = ReferenceNumbers.npz(folder.resolve("weights_" + configuration + ".npz"));
        List<Tensor> tensors = model.network().parameters().stream()
                .map(p -> Tensor.of(p.name(), p.shape(), stored.get(p.name()).floats()))
                .toList();
        return SlidingWindowPredictor.open(
                new Checkpoint(model, 0, null, tensors), new PredictionSettings(mirroring, 0.5), TorchDevice.CPU, 1);
    }

    private Map<String, ReferenceArray> reference(String caseId) {
        return ReferenceNumbers.npz(folder.resolve(caseId + ".npz"));
    }

    private Path image(String caseId) {
        return caseId.endsWith("z")
                ? folder.resolve("images/" + caseId + "_0000.nii.gz")
                : SharedData.path("data/Task04_Hippocampus/imagesTr/" + caseId + ".nii.gz");
    }

    private static ImageVolume readImage(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return ImageFileReader.readImage(in, file.toString()).volume();
        }
    }

    private static LabelVolume readLabel(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return ImageFileReader.readLabel(in, file.toString());
        }
    }

    private PreprocessedCase preprocessed(String configuration, String caseId, Optional<Path> label)
            throws IOException {
        Optional<LabelVolume> labels = label.isPresent() ? Optional.of(readLabel(label.get())) : Optional.empty();
        return new CasePreprocessor(parameters(configuration), 1).preprocess(caseId, readImage(image(caseId)), labels);
    }

    private Path truth(String caseId) {
        return SharedData.path("data/Task04_Hippocampus/labelsTr/" + caseId.replace("z", "") + ".nii.gz");
    }

    @ParameterizedTest
    @ValueSource(strings = {"iso", "sepz", "equal", "down"})
    void bringsLogitsToTheNextStagesGrid(String name) {
        Map<String, ReferenceArray> vectors = ReferenceNumbers.npz(folder.resolve("next_stage.npz"));
        int[] from = Arrays.copyOfRange(vectors.get(name + "_logits").shape(), 1, 4);
        int[] to = vectors.get(name + "_seg").shape();
        double[] mm = vectors.get(name + "_spacing").doubles();
        Spacing spacing = new Spacing(mm[0], mm[1], mm[2]);
        LabelArray map = new LogitResampler(
                        ResamplingPlan.of(Shape3.of(from), Shape3.of(to), spacing, spacing, Optional.empty()), 1)
                .classes(vectors.get(name + "_logits").floats(), 3);
        assertThat(values(map)).isEqualTo(vectors.get(name + "_seg").ints());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hippocampus_001", "hippocampus_003z"})
    void keepsTheSameMapForTheNextStage(String caseId) throws IOException {
        Map<String, ReferenceArray> expected = reference(caseId);
        PreprocessedCase low = preprocessed(LOWRES, caseId, Optional.of(truth(caseId)));
        CaseProperties next =
                preprocessed(CASCADE, caseId, Optional.of(truth(caseId))).properties();
        float[] logits;
        try (SlidingWindowPredictor network = network(LOWRES, true)) {
            logits = network.predict(expected.get("lowres_image").floats(), low.shape());
        }
        requireLogits(logits, expected.get("lowres_logits").floats());

        PredictionRestorer restorer = new PredictionRestorer(
                parameters(LOWRES), plans.configuration(LOWRES).probabilitiesResampling(), 1);
        LabelArray ofTheirLogits =
                restorer.forNextStage(expected.get("lowres_logits").floats(), LABELS, low.properties(), next.shape());
        assertThat(values(ofTheirLogits))
                .isEqualTo(expected.get("next_stage_seg").ints());
        LabelArray ofOurLogits = restorer.forNextStage(logits, LABELS, low.properties(), next.shape());
        requireAlike(values(ofOurLogits), expected.get("next_stage_seg").ints(), 0.9998);
    }

    @ParameterizedTest
    @CsvSource({"hippocampus_001, true", "hippocampus_001, false", "hippocampus_003z, true", "hippocampus_003z, false"})
    void predictsWithThePreviousStage(String caseId, boolean mirroring) throws IOException {
        Map<String, ReferenceArray> expected = reference(caseId);
        PreprocessedCase made =
                preprocessed(CASCADE, caseId, Optional.of(folder.resolve(caseId + "_lowres_pred.nii.gz")));
        assertThat(values(made.segmentation()))
                .isEqualTo(expected.get("prev_seg").ints());
        requireImage(made.image(), expected.get("image").floats());
        assertThat(List.of(
                        made.properties().shapeBeforeCropping(),
                        made.properties().shapeAfterCropping()))
                .containsExactly(
                        Shape3.of(expected.get("shape_before_cropping").ints()),
                        Shape3.of(expected.get("shape_after_cropping").ints()));
        String suffix = mirroring ? "mirror" : "nomirror";
        NetworkInput input =
                new NetworkInput(expected.get("image").floats(), made.shape(), Optional.of(made.segmentation()));
        try (SlidingWindowPredictor network = network(CASCADE, mirroring)) {
            float[] logits = network.predict(input, done -> {});
            requireLogits(logits, expected.get("logits_" + suffix).floats());
            LabelVolume exported = new PredictionRestorer(
                            parameters(CASCADE), plans.configuration(CASCADE).probabilitiesResampling(), 1)
                    .restore(logits, LABELS, made.shape(), made.properties());
            requireAlike(
                    values(exported.voxels()),
                    values(readLabel(folder.resolve(caseId + "_pred_" + suffix + ".nii.gz"))
                            .voxels()),
                    0.9998);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hippocampus_001", "hippocampus_003z"})
    void validatesWithTheMapThatIsKept(String caseId) throws IOException {
        Map<String, ReferenceArray> expected = reference(caseId);
        PreprocessedCase made = preprocessed(CASCADE, caseId, Optional.of(truth(caseId)));
        NetworkInput input = new NetworkInput(
                expected.get("train_image").floats(),
                made.shape(),
                Optional.of(LabelArray.of(expected.get("next_stage_seg").bytes())));
        try (SlidingWindowPredictor network = network(CASCADE, true)) {
            LabelVolume exported = new CasePredictor(plans.configuration(CASCADE), parameters(CASCADE), LABELS, 1)
                    .predict(network, input, made.properties(), done -> {});
            requireAlike(
                    values(exported.voxels()),
                    values(readLabel(folder.resolve(caseId + "_validation.nii.gz"))
                            .voxels()),
                    0.9998);
        }
    }

    private static int[] values(LabelArray labels) {
        int[] values = new int[labels.length()];
        Arrays.setAll(values, labels::get);
        return values;
    }

    private static void requireImage(float[] image, float[] expected) {
        assertThat(image).hasSameSizeAs(expected);
        for (int i = 0; i < image.length; i++) {
            assertThat(Math.abs(image[i] - expected[i])).isLessThan(1e-4f);
        }
    }

    /** 99.9 % of the logits within 5e-4 of their range; a corner may be off by a step of half precision. */
    private static void requireLogits(float[] logits, float[] expected) {
        assertThat(logits).hasSameSizeAs(expected);
        float low = Float.MAX_VALUE;
        float high = -Float.MAX_VALUE;
        for (float value : expected) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        int beyond = 0;
        for (int i = 0; i < logits.length; i++) {
            beyond += Math.abs(logits[i] - expected[i]) > 5e-4 * (high - low) ? 1 : 0;
        }
        assertThat((double) beyond / logits.length).isLessThan(1e-3);
    }

    private static void requireAlike(int[] found, int[] expected, double share) {
        assertThat(found).hasSameSizeAs(expected);
        int equal = 0;
        for (int i = 0; i < found.length; i++) {
            equal += found[i] == expected[i] ? 1 : 0;
        }
        assertThat((double) equal / found.length).isGreaterThanOrEqualTo(share);
    }
}

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
import io.nephrite.testkit.ReferenceSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares a cascade with nnU-Net 2.8.1, for given weights and cases. */
class CascadeReferenceTest {
    private static final String LOWRES = "3d_lowres";
    private static final String CASCADE = "3d_cascade_fullres";
    private static final LabelMap LABELS = LabelMap.of("background", "anterior", "posterior");

    /**
     * A case of the reference results.
     *
     * @param stage the case's name in the folder {@code cascade}
     */
    private record Given(ReferenceSize size, String stage) {
        Plans plans() {
            return CascadePlans.read(size);
        }

        Path file(String name) {
            return size.path("cascade/" + name);
        }

        Map<String, ReferenceArray> numbers() {
            return ReferenceNumbers.npz(file(stage + ".npz"));
        }

        Path image() {
            String large = stage.endsWith("z")
                    ? "reference/cascade/images/" + stage + "_0000.nii.gz"
                    : "data/Task04_Hippocampus/imagesTr/" + stage + ".nii.gz";
            return size.path("Dataset901_Phantom/imagesTr/" + stage + "_0000.nii.gz", large);
        }

        Path truth() {
            return size.path(
                    "Dataset901_Phantom/labelsTr/" + stage + ".nii.gz",
                    "data/Task04_Hippocampus/labelsTr/" + stage.replace("z", "") + ".nii.gz");
        }
    }

    static Stream<Given> cases() {
        return Stream.of(
                new Given(ReferenceSize.SMALL, "phantom_0"),
                new Given(ReferenceSize.SMALL, "phantom_1"),
                new Given(ReferenceSize.LARGE, "hippocampus_001"),
                new Given(ReferenceSize.LARGE, "hippocampus_003z"));
    }

    private static PreprocessingParameters parameters(Plans plans, String configuration) {
        return PreprocessingParameters.of(
                plans, plans.configuration(configuration), LABELS.classes(), Optional.empty());
    }

    private static SlidingWindowPredictor network(Given given, String configuration, boolean mirroring) {
        ConfigurationPlan plan = given.plans().configuration(configuration);
        ModelDescription model =
                ModelDescription.of(plan, 1, TargetScheme.of(LABELS), TrainingSettings.DEFAULTS, Optional.empty());
        Map<String, ReferenceArray> stored = ReferenceNumbers.npz(given.file("weights_" + configuration + ".npz"));
        List<Tensor> tensors = model.network().parameters().stream()
                .map(p -> Tensor.of(p.name(), p.shape(), stored.get(p.name()).floats()))
                .toList();
        return SlidingWindowPredictor.open(
                new Checkpoint(model, 0, null, tensors), new PredictionSettings(mirroring, 0.5), TorchDevice.CPU, 1);
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

    private static PreprocessedCase preprocessed(Given given, String configuration, Optional<Path> label)
            throws IOException {
        Optional<LabelVolume> labels = label.isPresent() ? Optional.of(readLabel(label.get())) : Optional.empty();
        return new CasePreprocessor(parameters(given.plans(), configuration), 1)
                .preprocess(given.stage(), readImage(given.image()), labels);
    }

    @ParameterizedTest
    @EnumSource
    void bringsLogitsToTheNextStagesGrid(ReferenceSize size) {
        Map<String, ReferenceArray> vectors = ReferenceNumbers.npz(size.path("cascade/next_stage.npz"));
        for (String name : List.of("iso", "sepz", "equal", "down")) {
            bringsLogitsToTheNextStagesGrid(vectors, name);
        }
    }

    private static void bringsLogitsToTheNextStagesGrid(Map<String, ReferenceArray> vectors, String name) {
        int[] from = Arrays.copyOfRange(vectors.get(name + "_logits").shape(), 1, 4);
        int[] to = vectors.get(name + "_seg").shape();
        double[] mm = vectors.get(name + "_spacing").doubles();
        Spacing spacing = new Spacing(mm[0], mm[1], mm[2]);
        LabelArray map = new LogitResampler(
                        ResamplingPlan.of(Shape3.of(from), Shape3.of(to), spacing, spacing, Optional.empty()), 1)
                .classes(vectors.get(name + "_logits").floats(), 3);
        assertThat(values(map)).as(name).isEqualTo(vectors.get(name + "_seg").ints());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void keepsTheSameMapForTheNextStage(Given given) throws IOException {
        Plans plans = given.plans();
        Map<String, ReferenceArray> expected = given.numbers();
        PreprocessedCase low = preprocessed(given, LOWRES, Optional.of(given.truth()));
        CaseProperties next =
                preprocessed(given, CASCADE, Optional.of(given.truth())).properties();
        float[] logits;
        try (SlidingWindowPredictor network = network(given, LOWRES, true)) {
            logits = network.predict(expected.get("lowres_image").floats(), low.shape());
        }
        requireLogits(logits, expected.get("lowres_logits").floats());

        PredictionRestorer restorer = new PredictionRestorer(
                parameters(plans, LOWRES), plans.configuration(LOWRES).probabilitiesResampling(), 1);
        LabelArray ofTheirLogits =
                restorer.forNextStage(expected.get("lowres_logits").floats(), LABELS, low.properties(), next.shape());
        assertThat(values(ofTheirLogits))
                .isEqualTo(expected.get("next_stage_seg").ints());
        LabelArray ofOurLogits = restorer.forNextStage(logits, LABELS, low.properties(), next.shape());
        requireAlike(values(ofOurLogits), expected.get("next_stage_seg").ints(), 0.9998);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void predictsWithThePreviousStageAndMirroring(Given given) throws IOException {
        predictsWithThePreviousStage(given, true);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void predictsWithThePreviousStageAndWithoutMirroring(Given given) throws IOException {
        predictsWithThePreviousStage(given, false);
    }

    private static void predictsWithThePreviousStage(Given given, boolean mirroring) throws IOException {
        Plans plans = given.plans();
        Map<String, ReferenceArray> expected = given.numbers();
        PreprocessedCase made =
                preprocessed(given, CASCADE, Optional.of(given.file(given.stage() + "_lowres_pred.nii.gz")));
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
        try (SlidingWindowPredictor network = network(given, CASCADE, mirroring)) {
            float[] logits = network.predict(input, done -> {});
            requireLogits(logits, expected.get("logits_" + suffix).floats());
            LabelVolume exported = new PredictionRestorer(
                            parameters(plans, CASCADE),
                            plans.configuration(CASCADE).probabilitiesResampling(),
                            1)
                    .restore(logits, LABELS, made.shape(), made.properties());
            requireAlike(
                    values(exported.voxels()),
                    values(readLabel(given.file(given.stage() + "_pred_" + suffix + ".nii.gz"))
                            .voxels()),
                    0.9998);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void validatesWithTheMapThatIsKept(Given given) throws IOException {
        Plans plans = given.plans();
        Map<String, ReferenceArray> expected = given.numbers();
        PreprocessedCase made = preprocessed(given, CASCADE, Optional.of(given.truth()));
        NetworkInput input = new NetworkInput(
                expected.get("train_image").floats(),
                made.shape(),
                Optional.of(LabelArray.of(expected.get("next_stage_seg").bytes())));
        try (SlidingWindowPredictor network = network(given, CASCADE, true)) {
            LabelVolume exported = new CasePredictor(
                            plans.configuration(CASCADE), parameters(plans, CASCADE), LABELS, 1)
                    .predict(network, input, made.properties(), done -> {});
            requireAlike(
                    values(exported.voxels()),
                    values(readLabel(given.file(given.stage() + "_validation.nii.gz"))
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

package io.nephrite.learning.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.experiment.PredictionSettings;
import io.nephrite.core.experiment.TrainingSettings;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.imaging.preprocess.PredictionEstimate;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import io.nephrite.imaging.resample.PlaneRange;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.learning.checkpoint.Checkpoint;
import io.nephrite.learning.checkpoint.ModelDescription;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.loss.TargetScheme;
import io.nephrite.learning.network.Tensor;
import io.nephrite.learning.network.WeightInitializer;
import io.nephrite.testkit.PlannedDataset;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of small networks, whose weights are those that a training begins with, on noise. */
class ModelPredictorTest {
    private static final LabelMap LABELS = LabelMap.of("background", "kidney", "tumor");
    private static final Shape3 SHAPE = new Shape3(40, 30, 26);
    private static final Spacing SPACING = new Spacing(1.7, 1.1, 0.9);
    private static final int WHOLE = 1000;
    private static final List<SlidingWindowPredictor> OPEN = new ArrayList<>();
    private static final Map<String, ModelPredictor.Member> MEMBERS = new HashMap<>();

    @BeforeAll
    static void open() throws IOException {
        ObjectNode document;
        try (InputStream in = PlannedDataset.class.getResourceAsStream("tiny-plans.json")) {
            document = (ObjectNode) Json.tree(in.readAllBytes());
        }
        ObjectNode configurations = (ObjectNode) document.get("configurations");
        ObjectNode lowres = configurations.get("3d_fullres").deepCopy();
        lowres.set("spacing", Json.tree("[3.0, 1.8, 1.8]".getBytes(StandardCharsets.UTF_8)));
        lowres.put("next_stage", "3d_cascade_fullres");
        lowres.put("data_identifier", "nnUNetPlans_3d_lowres");
        configurations.set("3d_lowres", lowres);
        ObjectNode cascade = configurations.putObject("3d_cascade_fullres");
        cascade.put("inherits_from", "3d_fullres");
        cascade.put("previous_stage", "3d_lowres");
        Plans plans = Plans.parse(Json.bytes(document));
        MEMBERS.put("3d_lowres", member(plans, "3d_lowres", Optional.empty(), true));
        MEMBERS.put("3d_fullres", member(plans, "3d_fullres", Optional.empty(), false));
        MEMBERS.put(
                "3d_cascade_fullres",
                member(plans, "3d_cascade_fullres", Optional.of(MEMBERS.get("3d_lowres")), false));
    }

    private static ModelPredictor.Member member(
            Plans plans, String configuration, Optional<ModelPredictor.Member> previous, boolean mirroring) {
        ConfigurationPlan plan = plans.configuration(configuration);
        List<SlidingWindowPredictor> folds = new ArrayList<>();
        for (String fold : List.of("0", "1")) {
            ModelDescription network = ModelDescription.of(
                    plan, 1, TargetScheme.softmax(3, Optional.empty()), TrainingSettings.DEFAULTS, Optional.empty());
            List<Tensor> weights = List.copyOf(
                    WeightInitializer.weights(network.network(), 5, fold).values());
            folds.add(SlidingWindowPredictor.open(
                    new Checkpoint(network, 0, Json.mapper().createObjectNode(), weights),
                    new PredictionSettings(mirroring, 0.5),
                    TorchDevice.CPU,
                    1));
        }
        OPEN.addAll(folds);
        return new ModelPredictor.Member(
                new CasePredictor(
                        plan, PreprocessingParameters.of(plans, plan, LABELS.classes(), Optional.empty()), LABELS, 2),
                folds.size(),
                () -> new FoldEnsemble(folds),
                previous);
    }

    @AfterAll
    static void close() {
        OPEN.forEach(SlidingWindowPredictor::close);
    }

    private static ModelPredictor model(String... configurations) {
        return new ModelPredictor(
                List.of(configurations).stream().map(MEMBERS::get).toList(), LABELS, List.of(), 2);
    }

    private static ImageVolume image() {
        SplittableRandom random = new SplittableRandom(3);
        float[] voxels = new float[(int) SHAPE.voxels()];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (float) random.nextDouble(10, 200);
        }
        return new ImageVolume(voxels, 1, SHAPE, SPACING);
    }

    private static LabelVolume predict(ModelPredictor model, int planes) {
        return model.restore(model.predict(model.prepare("case", image()), planes, done -> {}));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 7, 11})
    void givesTheSameLogitsOfAFewPlanesAtATime(int count) {
        ModelPredictor.Member member = MEMBERS.get("3d_lowres"); // with mirroring
        PreprocessedCase made = member.predictor().preprocess("case", image());
        NetworkInput input = NetworkInput.of(made.image(), made.shape());
        float[] whole = member.network().get().predict(input, done -> {});
        int plane = made.shape().y() * made.shape().x();
        for (int first = 0; first < made.shape().z(); first += count) {
            PlaneRange planes =
                    new PlaneRange(first, Math.min(first + count, made.shape().z()));

            float[] part = member.network().get().predict(input, planes, done -> {});

            for (int output = 0; output < 3; output++) {
                int from = (output * made.shape().z() + first) * plane;
                assertThat(Arrays.copyOfRange(
                                part, output * planes.count() * plane, (output + 1) * planes.count() * plane))
                        .as("planes %s of output %d", planes, output)
                        .isEqualTo(Arrays.copyOfRange(whole, from, from + planes.count() * plane));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"3d_fullres", "3d_cascade_fullres", "3d_fullres 3d_lowres", "3d_cascade_fullres 3d_fullres"})
    void givesTheSameLabelsSlabBySlab(String configurations) {
        ModelPredictor model = model(configurations.split(" "));
        LabelVolume whole = predict(model, WHOLE);
        assertThat(whole.voxels().max()).isPositive();

        assertThat(predict(model, 9).voxels()).isEqualTo(whole.voxels());
        assertThat(predict(model, 4).voxels()).isEqualTo(whole.voxels());
    }

    @Test
    void tellsHowMuchOfAllNetworksIsDone() {
        for (int planes : new int[] {WHOLE, 6}) {
            List<Double> heard = new ArrayList<>();
            ModelPredictor model = model("3d_cascade_fullres", "3d_fullres");

            model.predict(model.prepare("case", image()), planes, heard::add);

            assertThat(heard).isSorted();
            assertThat(heard.get(heard.size() - 1)).isEqualTo(1);
        }
    }

    @Test
    void takesAsManyPlanesAtATimeAsFitAndSaysWhatEvenTheFewestNeed() {
        PredictionEstimate estimate = MEMBERS.get("3d_fullres")
                .predictor()
                .memory("case_1", 1, new Shape3(600, 512, 512), new Spacing(1, 1, 1), 2, false);
        long whole = estimate.whole().bytes();

        assertThat(estimate.planesWithin(whole)).isEqualTo(estimate.planes());
        int some = estimate.planesWithin(whole - 1);
        assertThat(some).isLessThan(estimate.planes());
        int fewer = estimate.planesWithin(whole - (whole - estimate.of(1).bytes()) / 2);
        assertThat(fewer).isBetween(estimate.leastPlanes(), some - 1);
        estimate.of(fewer).requireAtMost(whole - (whole - estimate.of(1).bytes()) / 2);
        int least = estimate.planesWithin(1 << 20);
        assertThat(least).isEqualTo(estimate.leastPlanes());
        assertThatThrownBy(() -> estimate.of(least).requireAtMost(1 << 20))
                .isInstanceOf(PipelineException.class)
                .hasMessageMatching("prediction of case_1 at .* mm, 4 of its \\d+ planes at a time needs [0-9.]+ GiB,"
                        + " this worker has 0\\.0 GiB; give it more memory .*");
    }
}

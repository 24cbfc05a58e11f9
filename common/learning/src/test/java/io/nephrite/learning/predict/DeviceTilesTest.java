package io.nephrite.learning.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.experiment.PredictionSettings;
import io.nephrite.core.experiment.TrainingSettings;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import io.nephrite.imaging.resample.PlaneRange;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.learning.checkpoint.Checkpoint;
import io.nephrite.learning.checkpoint.ModelDescription;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.loss.TargetScheme;
import io.nephrite.learning.network.Precision;
import io.nephrite.learning.network.Tensor;
import io.nephrite.learning.network.WeightInitializer;
import io.nephrite.learning.train.BallTask;
import io.nephrite.testkit.PlannedDataset;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** What a GPU does for a prediction, done by the CPU: the logits are the numbers that Java adds up. */
class DeviceTilesTest {
    private static final TargetScheme CLASSES = TargetScheme.softmax(3, Optional.empty());

    private static SlidingWindowPredictor open(ConfigurationPlan plan, boolean mirroring, boolean onDevice) {
        ModelDescription network = ModelDescription.of(plan, 1, CLASSES, TrainingSettings.DEFAULTS, Optional.empty());
        return open(
                network,
                List.copyOf(WeightInitializer.weights(network.network(), 5, "0").values()),
                mirroring,
                onDevice);
    }

    private static SlidingWindowPredictor open(
            ModelDescription network, List<Tensor> weights, boolean mirroring, boolean onDevice) {
        return SlidingWindowPredictor.open(
                new Checkpoint(network, 0, Json.mapper().createObjectNode(), weights),
                new PredictionSettings(mirroring, 0.5),
                Precision.FP32,
                TorchDevice.CPU,
                1,
                onDevice);
    }

    private static float[] noise(Shape3 shape) {
        SplittableRandom random = new SplittableRandom(3);
        float[] image = new float[(int) shape.voxels()];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.nextGaussian();
        }
        return image;
    }

    private static void givesTheSameLogits(
            ConfigurationPlan plan, boolean mirroring, NetworkInput input, PlaneRange... ranges) {
        try (SlidingWindowPredictor java = open(plan, mirroring, false);
                SlidingWindowPredictor device = open(plan, mirroring, true)) {
            for (PlaneRange planes : ranges) {
                List<Double> progress = new ArrayList<>();
                float[] expected = java.predict(input, planes, done -> {});
                float[] found = device.predict(input, planes, progress::add);
                assertSame(expected, found);
                assertThat(progress).isSorted().last().isEqualTo(1.0);
            }
        }
    }

    /** Torch keeps the sign of a zero that Java drops. */
    private static void assertSame(float[] expected, float... found) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i] == expected[i])
                    .as("logit %d: %s, expected %s", i, found[i], expected[i])
                    .isTrue();
        }
    }

    private static NetworkInput input(int z, int y, int x) {
        Shape3 shape = new Shape3(z, y, x);
        return NetworkInput.of(noise(shape), shape);
    }

    @Test
    void givesTheSameLogitsAsTheSumInJava() {
        givesTheSameLogits(BallTask.plan(false), true, input(20, 40, 18), new PlaneRange(0, 20));
        givesTheSameLogits(BallTask.plan(false), false, input(20, 40, 18), new PlaneRange(0, 20));
    }

    @Test
    void givesTheSameLogitsOfSomePlanes() {
        givesTheSameLogits(
                BallTask.plan(false), false, input(40, 17, 16), new PlaneRange(3, 9), new PlaneRange(30, 40));
    }

    @Test
    void padsAnImageThatIsSmallerThanAPatch() {
        givesTheSameLogits(BallTask.plan(false), true, input(9, 30, 13), new PlaneRange(0, 9), new PlaneRange(2, 5));
    }

    @Test
    void predictsSliceBySlice() {
        givesTheSameLogits(BallTask.plan(false, 2), true, input(5, 20, 30), new PlaneRange(0, 5), new PlaneRange(1, 3));
    }

    @Test
    void seesWhatThePreviousStageSays() throws IOException {
        ObjectNode document;
        try (InputStream in = PlannedDataset.class.getResourceAsStream("tiny-plans.json")) {
            document = (ObjectNode) Json.tree(in.readAllBytes());
        }
        ObjectNode configurations = (ObjectNode) document.get("configurations");
        ObjectNode lowres = configurations.get("3d_fullres").deepCopy();
        lowres.put("next_stage", "3d_cascade_fullres");
        configurations.set("3d_lowres", lowres);
        configurations
                .putObject("3d_cascade_fullres")
                .put("inherits_from", "3d_fullres")
                .put("previous_stage", "3d_lowres");
        ConfigurationPlan plan = Plans.parse(Json.bytes(document)).configuration("3d_cascade_fullres");
        Shape3 shape = new Shape3(30, 34, 20);
        byte[] labels = new byte[(int) shape.voxels()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (i / 50 % 3);
        }
        givesTheSameLogits(
                plan,
                true,
                new NetworkInput(noise(shape), shape, Optional.of(LabelArray.of(labels))),
                PlaneRange.all(shape));
    }

    @Test
    void goesOnAfterAPredictionThatWasStopped() {
        NetworkInput input = input(20, 40, 18);
        try (SlidingWindowPredictor java = open(BallTask.plan(false), false, false);
                SlidingWindowPredictor device = open(BallTask.plan(false), false, true)) {
            assertThatThrownBy(() -> device.predict(input, done -> {
                        throw new CancellationException();
                    }))
                    .isInstanceOf(CancellationException.class);
            assertSame(java.predict(input, done -> {}), device.predict(input, done -> {}));
        }
    }

    @Test
    void refusesLogitsThatAreNoNumbers() {
        ModelDescription network =
                ModelDescription.of(BallTask.plan(false), 1, CLASSES, TrainingSettings.DEFAULTS, Optional.empty());
        List<Tensor> damaged = WeightInitializer.weights(network.network(), 5, "0").values().stream()
                .map(tensor -> {
                    float[] values = tensor.floats();
                    Arrays.fill(values, Float.NaN);
                    return Tensor.of(tensor.name(), tensor.shape(), values);
                })
                .toList();
        try (SlidingWindowPredictor device = open(network, damaged, false, true)) {
            assertThatThrownBy(() -> device.predict(input(16, 16, 16), done -> {}))
                    .isInstanceOf(PipelineException.class)
                    .hasMessageContaining("as a logit");
        }
    }

    @Test
    void takesAsManyVoxelsTogetherAsMemoryAllows() {
        // 12 times 32 features of 2 bytes
        assertThat(DeviceTiles.voxelsWithin(768_000, 32, 2)).isEqualTo(1000);
        assertThat(DeviceTiles.bytes(2, 3, new Shape3(10, 20, 30), new PlaneRange(0, 4)))
                .isEqualTo(4 * 2 * 6000 + 4 * 600 * (4 * 2 + 3 * 4));
    }
}

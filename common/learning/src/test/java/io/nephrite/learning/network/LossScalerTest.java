package io.nephrite.learning.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.loss.TargetScheme;
import io.nephrite.learning.train.BallTask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LossScalerTest {
    private static final NetworkSpec SPEC = new NetworkSpec(BallTask.plan(false).architecture(), 1, 3);
    private static final TargetScheme CLASSES = TargetScheme.softmax(3, Optional.empty());
    private static final double WEIGHT_DECAY = 3e-5;

    private static TorchNetwork open(Precision precision) {
        return TorchNetwork.open(
                SPEC,
                CLASSES,
                ScriptOptions.training(precision, false, WEIGHT_DECAY, TorchDevice.CPU),
                WeightInitializer.weights(SPEC, 1, "0"),
                TorchDevice.CPU,
                1);
    }

    /** @return loss, norm of the gradients, and in half precision the scale */
    private static float[] step(TorchNetwork network, float brightness) {
        float[] image = new float[4096];
        short[] labels = new short[4096];
        Random random = new Random(1);
        for (int i = 0; i < image.length; i++) {
            image[i] = brightness * (float) random.nextGaussian();
            labels[i] = (short) random.nextInt(3);
        }
        try (TorchNetwork.Call call = network.call()) {
            List<NDArray> results = call.image(image, 1, 1, 16, 16, 16)
                    .target(labels, 1, 1, 16, 16, 16)
                    .target(new short[512], 1, 1, 8, 8, 8)
                    .number(0.01f)
                    .learn("train_step");
            float[] numbers = new float[results.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = results.get(i).toFloatArray()[0];
            }
            return numbers;
        }
    }

    private static Map<String, Tensor> state(TorchNetwork network) {
        Map<String, Tensor> state = new LinkedHashMap<>();
        network.state().forEach(tensor -> state.put(tensor.name(), tensor));
        return state;
    }

    private static float number(Map<String, Tensor> state, String name) {
        return state.get(name).floats()[0];
    }

    @Test
    void theScaleCancelsOutOfGradientsAndSteps() {
        try (TorchNetwork exact = open(Precision.FP32);
                TorchNetwork half = open(Precision.FP16)) {
            for (int i = 0; i < 3; i++) {
                float[] expected = step(exact, 1);
                float[] found = step(half, 1);
                assertThat(found[0]).isCloseTo(expected[0], within(2e-3f));
                assertThat(found[1]).isCloseTo(expected[1], within(0.02f * expected[1]));
                assertThat(found[2]).isEqualTo(65536);
            }
            Map<String, Tensor> halfState = state(half);
            state(exact).forEach((name, tensor) -> {
                float[] expected = tensor.floats();
                float[] found = halfState.get(name).floats();
                for (int i = 0; i < expected.length; i++) {
                    assertThat(found[i]).as(name).isCloseTo(expected[i], within(5e-3f));
                }
            });
        }
    }

    @Test
    void leavesOutAStepThatOverflowsAndHalvesTheScale() {
        try (TorchNetwork network = open(Precision.FP16)) {
            step(network, 1);
            Map<String, Tensor> before = state(network);
            float[] overflow = step(network, 1e6f);
            assertThat(overflow[1]).isNotFinite();
            Map<String, Tensor> after = state(network);
            assertThat(number(after, LossScaler.SCALE)).isEqualTo(32768);
            assertThat(number(after, LossScaler.CLEAN_STEPS)).isZero();
            before.forEach((name, tensor) -> {
                if (!name.startsWith("scaler.")) {
                    assertThat(after.get(name).floats()).as(name).isEqualTo(tensor.floats());
                }
            });
            assertThat(step(network, 1)[2])
                    .as("the next step uses the new scale")
                    .isEqualTo(32768);
        }
    }

    @Test
    void doublesTheScaleAfterManyStepsWithoutOverflow() {
        try (TorchNetwork network = open(Precision.FP16)) {
            Map<String, Tensor> state = state(network);
            state.put(LossScaler.SCALE, Tensor.of(LossScaler.SCALE, new long[] {1}, new float[] {1024}));
            state.put(
                    LossScaler.CLEAN_STEPS,
                    Tensor.of(LossScaler.CLEAN_STEPS, new long[] {1}, new float[] {LossScaler.GROWTH_INTERVAL - 2}));
            network.restore(state);
            step(network, 1);
            assertThat(number(state(network), LossScaler.SCALE)).isEqualTo(1024);
            step(network, 1);
            Map<String, Tensor> after = state(network);
            assertThat(number(after, LossScaler.SCALE)).isEqualTo(2048);
            assertThat(number(after, LossScaler.CLEAN_STEPS)).isZero();
        }
    }

    @Test
    void aTrainingInAnotherPrecisionGoesOnWithAFreshScale() {
        try (TorchNetwork exact = open(Precision.FP32);
                TorchNetwork half = open(Precision.FP16)) {
            step(exact, 1);
            half.restore(state(exact));
            assertThat(number(state(half), LossScaler.SCALE)).isEqualTo(65536);
            exact.restore(state(half));
        }
    }

    @Test
    void headsAndLossAreFloat32InEveryPrecision() {
        for (Precision precision : Precision.values()) {
            try (TorchNetwork network = open(precision);
                    TorchNetwork.Call call = network.call()) {
                call.image(new float[4096], 1, 1, 16, 16, 16);
                assertThat(call.ask("heads"))
                        .allMatch(output -> output.getDataType() == ai.djl.ndarray.types.DataType.FLOAT32);
            }
        }
    }
}

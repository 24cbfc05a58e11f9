package io.nephrite.learning.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.loss.TargetScheme;
import io.nephrite.learning.train.BallTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernels of GPUs, on the CPU: they compute what the CPU's own do. */
class ScriptKernelsTest {
    private static final TargetScheme CLASSES = TargetScheme.softmax(3, Optional.empty());
    private static final double WEIGHT_DECAY = 3e-5;
    private static final int STEPS = 8;
    private static final float BIAS = 0.7f;

    private static NetworkSpec spec(boolean residual, int dimensions) {
        return new NetworkSpec(BallTask.plan(residual, dimensions).architecture(), 1, 3);
    }

    /** Biases of convolutions are not 0, as in checkpoints of before. */
    private static Map<String, Tensor> weights(NetworkSpec spec) {
        Map<String, Tensor> weights = new LinkedHashMap<>(WeightInitializer.weights(spec, 1, "0"));
        for (Parameter parameter : spec.parameters()) {
            if (parameter.name().endsWith(".conv.bias")) {
                float[] values = new float[parameter.size()];
                Arrays.fill(values, BIAS);
                weights.put(parameter.name(), Tensor.of(parameter.name(), parameter.shape(), values));
            }
        }
        return weights;
    }

    private static TorchNetwork open(NetworkSpec spec, Precision precision, ScriptKernels kernels) {
        return TorchNetwork.open(
                spec,
                CLASSES,
                new ScriptOptions(precision, false, WEIGHT_DECAY, TorchDevice.CPU, kernels, true, List.of()),
                weights(spec),
                TorchDevice.CPU,
                1);
    }

    /** A batch of two: a bright block in noise. @return loss, norm of the gradients, and in half precision the scale */
    private static float[] step(TorchNetwork network, float brightness) {
        int dims = network.spec().plan().dimensions();
        int n = dims == 3 ? 4096 : 256;
        float[] image = new float[2 * n];
        short[] labels = new short[2 * n];
        Random random = new Random(1);
        for (int i = 0; i < image.length; i++) {
            labels[i] = (short) (i % n < n / 3 ? i % n < n / 8 ? 2 : 1 : 0);
            image[i] = brightness * (labels[i] + (float) random.nextGaussian());
        }
        long[] shape = dims == 3 ? new long[] {2, 1, 16, 16, 16} : new long[] {2, 1, 16, 16};
        long[] half = dims == 3 ? new long[] {2, 1, 8, 8, 8} : new long[] {2, 1, 8, 8};
        try (TorchNetwork.Call call = network.call()) {
            List<NDArray> results = call.image(image, shape)
                    .target(labels, shape)
                    .target(new short[2 * n / (1 << dims)], half)
                    .number(0.01f)
                    .learn("train_step");
            float[] numbers = new float[results.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = results.get(i).toFloatArray()[0];
            }
            return numbers;
        }
    }

    private static Map<String, float[]> state(TorchNetwork network) {
        Map<String, float[]> state = new LinkedHashMap<>();
        network.state().forEach(tensor -> state.put(tensor.name(), tensor.floats()));
        return state;
    }

    /** L2 norm of the difference of two states. */
    private static double distance(Map<String, float[]> a, Map<String, float[]> b) {
        double sum = 0;
        for (Map.Entry<String, float[]> entry : a.entrySet()) {
            if (!entry.getKey().endsWith(".conv.bias")) {
                float[] other = b.get(entry.getKey());
                for (int i = 0; i < other.length; i++) {
                    sum += Math.pow((double) entry.getValue()[i] - other[i], 2);
                }
            }
        }
        return Math.sqrt(sum);
    }

    @ParameterizedTest
    @CsvSource({
        "CARD, false, 3",
        "CARD, true, 3",
        "CARD, false, 2",
        "CARD_CHANNELS_LAST, false, 3",
        "CARD_CHANNELS_LAST, true, 3",
        "CARD_CHANNELS_LAST, false, 2"
    })
    void lossFallsAndWeightsAndMomentumChangeAsTensorByTensor(ScriptKernels kernels, boolean residual, int dimensions) {
        NetworkSpec spec = spec(residual, dimensions);
        try (TorchNetwork plain = open(spec, Precision.FP32, ScriptKernels.HOST);
                TorchNetwork lists = open(spec, Precision.FP32, kernels)) {
            Map<String, float[]> before = state(plain);
            List<Float> losses = new ArrayList<>();
            for (int i = 0; i < STEPS; i++) {
                float[] expected = step(plain, 1);
                float[] found = step(lists, 1);
                assertThat(found[0]).isCloseTo(expected[0], within(1e-4f));
                assertThat(found[1]).isCloseTo(expected[1], within(1e-3f * expected[1]));
                losses.add(found[0]);
            }
            assertThat(losses.get(STEPS - 1)).isLessThan(losses.get(0) - 0.05f);
            Map<String, float[]> changed = state(plain);
            Map<String, float[]> found = state(lists);
            assertThat(found.keySet()).isEqualTo(changed.keySet());
            assertThat(distance(found, changed)).isLessThan(1e-3 * distance(before, changed));
            found.forEach((name, values) -> {
                if (name.endsWith(".conv.bias")) {
                    assertThat(values).as(name).containsOnly(name.startsWith("momentum.") ? 0 : BIAS);
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HOST")
    void scaleTheLossInHalfPrecisionAndLeaveOutStepsThatOverflow(ScriptKernels kernels) {
        NetworkSpec spec = spec(false, 3);
        try (TorchNetwork plain = open(spec, Precision.FP16, ScriptKernels.HOST);
                TorchNetwork lists = open(spec, Precision.FP16, kernels)) {
            Map<String, float[]> before = state(plain);
            for (int i = 0; i < 2; i++) {
                float[] expected = step(plain, 1);
                float[] found = step(lists, 1);
                assertThat(found[0]).isCloseTo(expected[0], within(5e-3f));
                assertThat(found[1]).isCloseTo(expected[1], within(0.02f * expected[1]));
                assertThat(found[2]).isEqualTo(65536);
            }
            Map<String, float[]> changed = state(lists);
            assertThat(distance(changed, state(plain))).isLessThan(0.05 * distance(before, changed));

            assertThat(step(lists, 1e6f)[1]).isNotFinite();
            Map<String, float[]> after = state(lists);
            assertThat(after.remove(LossScaler.SCALE)).containsExactly(32768);
            after.remove(LossScaler.CLEAN_STEPS);
            after.forEach((name, values) -> assertThat(values).as(name).isEqualTo(changed.get(name)));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HOST")
    void goOnFromTheStateThatTheCpuLeft(ScriptKernels kernels) {
        NetworkSpec spec = spec(false, 3);
        try (TorchNetwork plain = open(spec, Precision.FP32, ScriptKernels.HOST);
                TorchNetwork lists = open(spec, Precision.FP32, kernels)) {
            step(plain, 1);
            Map<String, Tensor> saved = new LinkedHashMap<>();
            plain.state().forEach(tensor -> saved.put(tensor.name(), tensor));
            lists.restore(saved);
            state(lists)
                    .forEach((name, values) -> assertThat(values)
                            .as(name)
                            .isEqualTo(saved.get(name).floats()));
            assertThat(step(lists, 1)[0]).isCloseTo(step(plain, 1)[0], within(1e-4f));
        }
    }

    @Test
    void trainBfloat16() {
        NetworkSpec spec = spec(false, 3);
        for (ScriptKernels kernels : List.of(ScriptKernels.CARD, ScriptKernels.CARD_CHANNELS_LAST)) {
            try (TorchNetwork plain = open(spec, Precision.BF16, ScriptKernels.HOST);
                    TorchNetwork lists = open(spec, Precision.BF16, kernels)) {
                for (int i = 0; i < 3; i++) {
                    assertThat(step(lists, 1)[0]).isCloseTo(step(plain, 1)[0], within(2e-2f));
                }
            }
        }
    }
}

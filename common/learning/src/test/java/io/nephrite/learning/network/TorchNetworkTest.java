package io.nephrite.learning.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.loss.TargetScheme;
import io.nephrite.learning.train.BallTask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TorchNetworkTest {
    private static final NetworkSpec SPEC = new NetworkSpec(BallTask.plan(false).architecture(), 1, 3);
    private static final TargetScheme CLASSES = TargetScheme.softmax(3, Optional.empty());

    private static TorchNetwork open(Map<String, Tensor> weights) {
        return open(weights, List.of());
    }

    private static TorchNetwork open(Map<String, Tensor> weights, List<Integer> mirroringAxes) {
        return TorchNetwork.open(
                SPEC,
                CLASSES,
                new ScriptOptions(Precision.FP32, false, 3e-5, TorchDevice.CPU, true, mirroringAxes),
                weights,
                TorchDevice.CPU,
                1);
    }

    private static void step(TorchNetwork network) {
        float[] image = new float[4096];
        Random random = new Random(1);
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.nextGaussian();
        }
        try (TorchNetwork.Call call = network.call()) {
            call.image(image, 1, 1, 16, 16, 16)
                    .target(new short[4096], 1, 1, 16, 16, 16)
                    .target(new short[512], 1, 1, 8, 8, 8)
                    .number(0.01f)
                    .learn("train_step");
        }
    }

    @Test
    void leavesNothingBehindAfterACall() {
        try (TorchNetwork network = open(WeightInitializer.weights(SPEC, 1, "0"))) {
            step(network);
            int open = network.open();
            for (int i = 0; i < 30; i++) {
                step(network);
                network.state();
            }
            assertThat(network.open()).isEqualTo(open);
        }
    }

    @Test
    void takesBackItsStateToTheBit() {
        try (TorchNetwork network = open(WeightInitializer.weights(SPEC, 1, "0"));
                TorchNetwork other = open(WeightInitializer.weights(SPEC, 2, "0"))) {
            step(network);
            Map<String, Tensor> state = new LinkedHashMap<>();
            network.state().forEach(t -> state.put(t.name(), t));
            other.restore(state);
            step(network);
            step(other);
            List<Tensor> expected = network.state();
            List<Tensor> found = other.state();
            for (int i = 0; i < expected.size(); i++) {
                assertThat(found.get(i).name()).isEqualTo(expected.get(i).name());
                assertThat(found.get(i).floats()).isEqualTo(expected.get(i).floats());
            }
        }
    }

    @Test
    void mirroredPredictionIsTheMeanOverAllFlips() {
        checkMirrored(List.of(0, 1, 2), List.of(0, 1, 2, 3, 4, 5, 6, 7));
    }

    /** Memory formats differ, and so do the orders of sums. */
    @Test
    void predictsAsTheNetworkThatLearns() {
        Map<String, Tensor> weights = WeightInitializer.weights(SPEC, 1, "0");
        float[] image = new float[2 * 4096];
        Random random = new Random(1);
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.nextGaussian();
        }
        try (TorchNetwork learning = open(weights);
                TorchNetwork asked = TorchNetwork.open(
                        SPEC,
                        CLASSES,
                        ScriptOptions.inference(Precision.FP32, TorchDevice.CPU, List.of()),
                        weights,
                        TorchDevice.CPU,
                        1)) {
            float[] expected = logits(learning, image);
            float[] found = logits(asked, image);
            for (int i = 0; i < expected.length; i++) {
                assertThat(Math.abs(found[i] - expected[i])).isLessThan(1e-5f);
            }
        }
    }

    private static float[] logits(TorchNetwork network, float... image) {
        try (TorchNetwork.Call call = network.call()) {
            return call.image(image, 2, 1, 16, 16, 16).ask("forward").get(0).toFloatArray();
        }
    }

    @Test
    void mirrorsOnlyTheAxesThatTheTrainingMirrored() {
        checkMirrored(List.of(0, 2), List.of(0, 1, 4, 5));
        checkMirrored(List.of(1), List.of(0, 2));
    }

    /** @param sets of mirrored axes; bit 0 is the last axis */
    private static void checkMirrored(List<Integer> axes, List<Integer> sets) {
        float[] image = new float[4096];
        Random random = new Random(1);
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.nextGaussian();
        }
        try (TorchNetwork network = open(WeightInitializer.weights(SPEC, 1, "0"), axes)) {
            double[] expected = new double[3 * 4096];
            for (int bits : sets) {
                float[] logits;
                try (TorchNetwork.Call call = network.call()) {
                    logits = call.image(flipped(image, 1, bits), 1, 1, 16, 16, 16)
                            .ask("forward")
                            .get(0)
                            .toFloatArray();
                }
                float[] back = flipped(logits, 3, bits);
                for (int i = 0; i < expected.length; i++) {
                    expected[i] += back[i] / (double) sets.size();
                }
            }
            for (int together : new int[] {3, 8}) {
                try (TorchNetwork.Call call = network.call()) {
                    float[] found = call.image(image, 1, 1, 16, 16, 16)
                            .number(together)
                            .ask("mirrored")
                            .get(0)
                            .toFloatArray();
                    for (int i = 0; i < expected.length; i++) {
                        assertThat(Math.abs(found[i] - expected[i])).isLessThan(1e-4);
                    }
                }
            }
        }
    }

    private static float[] flipped(float[] x, int channels, int bits) {
        float[] y = new float[x.length];
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < 4096; i++) {
                int z = (bits & 4) > 0 ? 15 - i / 256 : i / 256;
                int j = (bits & 2) > 0 ? 15 - i / 16 % 16 : i / 16 % 16;
                int k = (bits & 1) > 0 ? 15 - i % 16 : i % 16;
                y[c * 4096 + (z * 16 + j) * 16 + k] = x[c * 4096 + i];
            }
        }
        return y;
    }

    @Test
    void namesTheWeightThatDoesNotFit() {
        Map<String, Tensor> weights = WeightInitializer.weights(SPEC, 1, "0");
        weights.put("decoder.seg_layers.0.bias", Tensor.zeros("decoder.seg_layers.0.bias", 4));
        assertThatThrownBy(() -> open(weights))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("decoder.seg_layers.0.bias[3]")
                .hasMessageContaining("[4]");
    }
}

package io.nephrite.learning.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.nephrite.core.plans.ArchitecturePlan;
import io.nephrite.core.plans.NetworkClass;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.loss.TargetScheme;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Small networks with weights by formula, against dynamic_network_architectures (as of nnU-Net 2.8.1) with torch 2.15:
 * parameter k, element i is 0.2 sin(0.7 i + k), plus 1 for norm weights; input element i is cos(0.3 i^1.1).
 */
class SmallNetworksReferenceTest {
    private static final int[] ONE = {1, 1, 1};
    private static final int[] THREE = {3, 3, 3};

    private static List<NDArray> heads(TorchNetwork.Call call, long... shape) {
        int n = 1;
        for (long s : shape) {
            n *= (int) s;
        }
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) Math.cos(0.3 * Math.pow(i, 1.1));
        }
        return call.image(x, shape).ask("heads");
    }

    private static TorchNetwork open(ArchitecturePlan plan, int channels, int outputs) {
        NetworkSpec spec = new NetworkSpec(plan, channels, outputs);
        Map<String, Tensor> weights = new LinkedHashMap<>();
        int k = 0;
        for (Parameter p : spec.parameters()) {
            float[] values = new float[p.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (0.2 * Math.sin(0.7 * i + k) + (p.name().endsWith("norm.weight") ? 1 : 0));
            }
            weights.put(p.name(), Tensor.of(p.name(), p.shape(), values));
            k++;
        }
        return TorchNetwork.open(
                spec,
                TargetScheme.softmax(outputs, Optional.empty()),
                ScriptOptions.inference(Precision.FP32, TorchDevice.CPU, List.of(0, 1, 2)),
                weights,
                TorchDevice.CPU,
                1);
    }

    private static void check(NDArray array, double absoluteSum, double first, double fourth, double last) {
        List<Double> values = new ArrayList<>();
        double sum = 0;
        for (float v : array.toFloatArray()) {
            values.add((double) v);
            sum += Math.abs(v);
        }
        assertThat(sum).isCloseTo(absoluteSum, within(2e-4 * absoluteSum));
        assertThat(values.get(0)).isCloseTo(first, within(2e-5));
        assertThat(values.get(3)).isCloseTo(fourth, within(2e-5));
        assertThat(values.get(values.size() - 1)).isCloseTo(last, within(2e-5));
    }

    @Test
    void residualEncoderInThreeDimensions() {
        ArchitecturePlan plan = ArchitecturePlan.of(
                NetworkClass.RESIDUAL_ENCODER,
                new int[] {4, 8, 8},
                new int[][] {{1, 3, 3}, THREE, THREE},
                new int[][] {ONE, {1, 2, 2}, {2, 2, 2}},
                new int[] {1, 2, 1},
                new int[] {1, 1});
        try (TorchNetwork network = open(plan, 2, 3);
                TorchNetwork.Call call = network.call()) {
            List<NDArray> heads = heads(call, 2, 2, 4, 8, 8);
            check(heads.get(0), 274.623172, -0.107221, -0.104276, -0.137721);
            check(heads.get(1), 127.363770, 0.486771, 0.299103, -0.172419);
        }
    }

    @Test
    void residualEncoderInTwoDimensions() {
        ArchitecturePlan plan = ArchitecturePlan.of(
                NetworkClass.RESIDUAL_ENCODER,
                new int[] {4, 8},
                new int[][] {{3, 3}, {3, 3}},
                new int[][] {{1, 1}, {2, 2}},
                new int[] {1, 2},
                new int[] {1});
        try (TorchNetwork network = open(plan, 1, 2);
                TorchNetwork.Call call = network.call()) {
            check(heads(call, 1, 1, 8, 8).get(0), 19.990526, 0.057213, 0.055301, 0.315157);
        }
    }

    @Test
    void plainNetworkInTwoDimensionsWithOtherStrides() {
        ArchitecturePlan plan = ArchitecturePlan.of(
                NetworkClass.PLAIN,
                new int[] {4, 8, 8},
                new int[][] {{3, 3}, {3, 3}, {3, 3}},
                new int[][] {{1, 1}, {2, 2}, {2, 1}},
                new int[] {2, 2, 2},
                new int[] {2, 2});
        try (TorchNetwork network = open(plan, 1, 3);
                TorchNetwork.Call call = network.call()) {
            List<NDArray> heads = heads(call, 2, 1, 16, 8);
            check(heads.get(0), 138.478848, 0.025561, 0.159812, -0.126367);
            check(heads.get(1), 60.925640, 0.220495, 0.180706, 0.126997);
        }
    }
}

package io.nephrite.learning.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.nephrite.core.plans.ArchitecturePlan;
import io.nephrite.core.plans.NetworkClass;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.loss.TargetScheme;
import io.nephrite.testkit.ReferenceArray;
import io.nephrite.testkit.ReferenceNumbers;
import io.nephrite.testkit.ReferenceSize;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Compares with nnU-Net 2.8.1: with torch 2.15 for the small results, and 2.13 for the larger ones. Tolerances are what
 * is reached with group norms, whose sums are float32; with instance norms, whose sums are float64, gradients differed
 * by less than 1e-5, and the logits after three steps by less than 2e-3.
 */
class NetworkReferenceTest {
    private static final TargetScheme THREE_CLASSES = TargetScheme.softmax(3, Optional.empty());
    private static final int THREADS = 2;

    private static final int[] ONE = {1, 1, 1};
    private static final int[] FLAT = {1, 2, 2};
    private static final int[] TWO = {2, 2, 2};
    private static final int[] THREE = {3, 3, 3};

    /** The reference results of both sizes, read once. */
    private static final Map<ReferenceSize, Numbers> READ = new EnumMap<>(ReferenceSize.class);

    /**
     * Results of nnU-Net for one network and one batch.
     *
     * @param heads outputs of the network, from full resolution down
     * @param image shape of the batch (sample, channel, z, y, x)
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Numbers(
            NetworkSpec spec,
            int heads,
            int[] image,
            Map<String, Tensor> weights,
            Map<String, ReferenceArray> expected) {
        TorchNetwork open(boolean batchDice) {
            return TorchNetwork.open(
                    spec,
                    THREE_CLASSES,
                    ScriptOptions.training(Precision.FP32, batchDice, 3e-5, TorchDevice.CPU),
                    weights,
                    TorchDevice.CPU,
                    THREADS);
        }

        TorchNetwork.Call image(TorchNetwork.Call call) {
            return call.image(expected.get("x").floats(), image[0], image[1], image[2], image[3], image[4]);
        }

        TorchNetwork.Call arguments(TorchNetwork network) {
            TorchNetwork.Call call = network.call();
            image(call);
            for (int head = 0; head < heads; head++) {
                ReferenceArray target = expected.get("target" + head);
                call.target(
                        target.shorts(),
                        Arrays.stream(target.shape()).asLongStream().toArray());
            }
            return call;
        }
    }

    private static Numbers read(ReferenceSize size) {
        return READ.computeIfAbsent(size, s -> {
            Map<String, ReferenceArray> expected =
                    ReferenceNumbers.npz(s.path("network/parity.npz", "reference/parity/net_parity.npz"));
            Map<String, ReferenceArray> stored =
                    ReferenceNumbers.npz(s.path("network/weights.npz", "reference/parity/net_parity_weights.npz"));
            NetworkSpec spec = new NetworkSpec(s == ReferenceSize.SMALL ? small() : large(), 1, 3);
            Map<String, Tensor> weights = new LinkedHashMap<>();
            for (Parameter p : spec.parameters()) {
                weights.put(
                        p.name(),
                        Tensor.of(p.name(), p.shape(), stored.get(p.name()).floats()));
            }
            return new Numbers(
                    spec, s == ReferenceSize.SMALL ? 3 : 4, expected.get("x").shape(), weights, expected);
        });
    }

    private static ArchitecturePlan small() {
        return ArchitecturePlan.of(
                NetworkClass.PLAIN,
                new int[] {4, 8, 8, 8},
                new int[][] {{1, 3, 3}, THREE, THREE, THREE},
                new int[][] {ONE, FLAT, TWO, TWO},
                new int[] {2, 2, 2, 2},
                new int[] {2, 2, 2});
    }

    private static ArchitecturePlan large() {
        return ArchitecturePlan.of(
                NetworkClass.PLAIN,
                new int[] {16, 32, 64, 128, 256},
                new int[][] {{1, 3, 3}, THREE, THREE, THREE, THREE},
                new int[][] {ONE, FLAT, TWO, TWO, TWO},
                new int[] {2, 2, 2, 2, 2},
                new int[] {2, 2, 2, 2});
    }

    private static double largestDifference(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    @Test
    void hasAsManyParametersAsNnunet() {
        assertThat(new NetworkSpec(large(), 1, 3).parameterCount()).isEqualTo(5_627_804);
    }

    @ParameterizedTest
    @EnumSource
    void givesNnunetsLogitsAtEveryResolution(ReferenceSize size) {
        Numbers numbers = read(size);
        Map<String, ReferenceArray> expected = numbers.expected();
        try (TorchNetwork network = numbers.open(false);
                TorchNetwork.Call call = network.call()) {
            List<NDArray> heads = numbers.image(call).ask("heads");
            assertThat(heads).hasSize(numbers.heads());
            for (int head = 0; head < numbers.heads(); head++) {
                float[] reference = expected.get("logits" + head).floats();
                assertThat(largestDifference(heads.get(head).toFloatArray(), reference))
                        .as("output %d", head)
                        .isLessThan(3e-5);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesNnunetsCrossEntropyAndDiceOfEveryOutput(ReferenceSize size) {
        Numbers numbers = read(size);
        Map<String, ReferenceArray> expected = numbers.expected();
        try (TorchNetwork network = numbers.open(false);
                TorchNetwork.Call call = numbers.arguments(network)) {
            List<NDArray> terms = call.ask("head_terms");
            for (int head = 0; head < numbers.heads(); head++) {
                assertThat((double) terms.get(2 * head).getFloat())
                        .isCloseTo(expected.get("ce" + head).scalar(), within(2e-6));
                assertThat((double) terms.get(2 * head + 1).getFloat())
                        .isCloseTo(expected.get("dice" + head).scalar(), within(1e-6));
            }
        }
        try (TorchNetwork network = numbers.open(true);
                TorchNetwork.Call call = numbers.arguments(network)) {
            assertThat((double) call.ask("head_terms").get(1).getFloat())
                    .isCloseTo(expected.get("batch_dice_loss0").scalar(), within(1e-6));
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesNnunetsGradients(ReferenceSize size) {
        Numbers numbers = read(size);
        Map<String, ReferenceArray> expected = numbers.expected();
        try (TorchNetwork network = numbers.open(false);
                TorchNetwork.Call call = numbers.arguments(network)) {
            List<NDArray> results = call.learn("gradients");
            List<Parameter> trainable = numbers.spec().trainable();
            assertThat(results).hasSize(1 + trainable.size());
            for (int i = 0; i < trainable.size(); i++) {
                String name = trainable.get(i).name();
                float[] gradient = results.get(1 + i).toFloatArray();
                ReferenceArray reference = expected.get("grad_clipped/" + name);
                if (reference.size() == 1 && gradient.length > 1) {
                    double norm = 0;
                    for (float g : gradient) {
                        norm += (double) g * g;
                    }
                    assertThat(Math.sqrt(norm)).as(name).isCloseTo(reference.scalar(), within(3e-5));
                } else {
                    assertThat(largestDifference(gradient, reference.floats()))
                            .as(name)
                            .isLessThan(3e-5);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void stepsAsNnunetDoes(ReferenceSize size) {
        Numbers numbers = read(size);
        Map<String, ReferenceArray> expected = numbers.expected();
        double[] losses = expected.get("loss_3steps").doubles();
        double[] norms = expected.get("gradnorm_3steps").doubles();
        try (TorchNetwork network = numbers.open(false)) {
            for (int step = 0; step < 3; step++) {
                try (TorchNetwork.Call call = numbers.arguments(network)) {
                    List<NDArray> results = call.number(0.01f).learn("train_step");
                    assertThat((double) results.get(0).getFloat()).isCloseTo(losses[step], within(1e-5));
                    assertThat((double) results.get(1).getFloat()).isCloseTo(norms[step], within(3e-4));
                }
            }
            try (TorchNetwork.Call call = network.call()) {
                float[] logits = numbers.image(call).ask("forward").get(0).toFloatArray();
                assertThat(largestDifference(
                                logits, expected.get("logits0_after3steps").floats()))
                        .isLessThan(8e-3);
            }
        }
    }
}

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
import io.nephrite.testkit.SharedData;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Against nnU-Net 2.8.1 with torch 2.13: see README.md beside the reference files. Tolerances are what is reached with group
 * norms, whose sums are float32; with instance norms, whose sums are float64, gradients differed by less than 1e-5, and the
 * logits after three steps by less than 2e-3.
 */
class NetworkReferenceTest {
    private static final TargetScheme THREE_CLASSES = TargetScheme.softmax(3, Optional.empty());
    private static final int THREADS = 2;

    private static Map<String, ReferenceArray> expected;
    private static Map<String, Tensor> weights;
    private static NetworkSpec spec;

    @BeforeAll
    static void read() {
        expected = ReferenceNumbers.npz(SharedData.path("reference/parity/net_parity.npz"));
        Map<String, ReferenceArray> stored =
                ReferenceNumbers.npz(SharedData.path("reference/parity/net_parity_weights.npz"));
        int[] one = {1, 1, 1};
        int[] flat = {1, 2, 2};
        int[] two = {2, 2, 2};
        int[] three = {3, 3, 3};
        ArchitecturePlan plan = ArchitecturePlan.of(
                NetworkClass.PLAIN,
                new int[] {16, 32, 64, 128, 256},
                new int[][] {{1, 3, 3}, three, three, three, three},
                new int[][] {one, flat, two, two, two},
                new int[] {2, 2, 2, 2, 2},
                new int[] {2, 2, 2, 2});
        spec = new NetworkSpec(plan, 1, 3);
        weights = new LinkedHashMap<>();
        for (Parameter p : spec.parameters()) {
            weights.put(
                    p.name(),
                    Tensor.of(p.name(), p.shape(), stored.get(p.name()).floats()));
        }
    }

    private static TorchNetwork open(boolean batchDice) {
        return TorchNetwork.open(
                spec,
                THREE_CLASSES,
                ScriptOptions.training(Precision.FP32, batchDice, 3e-5, TorchDevice.CPU),
                weights,
                TorchDevice.CPU,
                THREADS);
    }

    private static TorchNetwork.Call arguments(TorchNetwork network) {
        TorchNetwork.Call call = network.call();
        call.image(expected.get("x").floats(), 2, 1, 32, 64, 64);
        for (int head = 0; head < 4; head++) {
            ReferenceArray target = expected.get("target" + head);
            call.target(
                    target.shorts(),
                    Arrays.stream(target.shape()).asLongStream().toArray());
        }
        return call;
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
        assertThat(spec.parameterCount()).isEqualTo(5_627_804);
    }

    @Test
    void givesNnunetsLogitsAtEveryResolution() {
        try (TorchNetwork network = open(false);
                TorchNetwork.Call call = network.call()) {
            List<NDArray> heads =
                    call.image(expected.get("x").floats(), 2, 1, 32, 64, 64).ask("heads");
            assertThat(heads).hasSize(4);
            for (int head = 0; head < 4; head++) {
                float[] reference = expected.get("logits" + head).floats();
                assertThat(largestDifference(heads.get(head).toFloatArray(), reference))
                        .as("output %d", head)
                        .isLessThan(3e-5);
            }
        }
    }

    @Test
    void givesNnunetsCrossEntropyAndDiceOfEveryOutput() {
        try (TorchNetwork network = open(false);
                TorchNetwork.Call call = arguments(network)) {
            List<NDArray> terms = call.ask("head_terms");
            for (int head = 0; head < 4; head++) {
                assertThat((double) terms.get(2 * head).getFloat())
                        .isCloseTo(expected.get("ce" + head).scalar(), within(2e-6));
                assertThat((double) terms.get(2 * head + 1).getFloat())
                        .isCloseTo(expected.get("dice" + head).scalar(), within(1e-6));
            }
        }
        try (TorchNetwork network = open(true);
                TorchNetwork.Call call = arguments(network)) {
            assertThat((double) call.ask("head_terms").get(1).getFloat())
                    .isCloseTo(expected.get("batch_dice_loss0").scalar(), within(1e-6));
        }
    }

    @Test
    void givesNnunetsGradients() {
        try (TorchNetwork network = open(false);
                TorchNetwork.Call call = arguments(network)) {
            List<NDArray> results = call.learn("gradients");
            List<Parameter> trainable = spec.trainable();
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

    @Test
    void stepsAsNnunetDoes() {
        double[] losses = expected.get("loss_3steps").doubles();
        double[] norms = expected.get("gradnorm_3steps").doubles();
        try (TorchNetwork network = open(false)) {
            for (int step = 0; step < 3; step++) {
                try (TorchNetwork.Call call = arguments(network)) {
                    List<NDArray> results = call.number(0.01f).learn("train_step");
                    assertThat((double) results.get(0).getFloat()).isCloseTo(losses[step], within(1e-5));
                    assertThat((double) results.get(1).getFloat()).isCloseTo(norms[step], within(3e-4));
                }
            }
            try (TorchNetwork.Call call = network.call()) {
                float[] logits = call.image(expected.get("x").floats(), 2, 1, 32, 64, 64)
                        .ask("forward")
                        .get(0)
                        .toFloatArray();
                assertThat(largestDifference(
                                logits, expected.get("logits0_after3steps").floats()))
                        .isLessThan(8e-3);
            }
        }
    }
}

package io.nephrite.learning.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.network.NetworkSpec;
import io.nephrite.learning.network.Precision;
import io.nephrite.learning.network.ScriptOptions;
import io.nephrite.learning.network.TorchNetwork;
import io.nephrite.learning.network.WeightInitializer;
import io.nephrite.learning.train.BallTask;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The script's loss against the formulas of the papers, written out voxel by voxel. */
class LossTest {
    private static final int VOXELS = 16 * 16 * 16;
    private static final int SAMPLES = 2;
    private static final int IGNORE = 3;

    private final float[] image = new float[SAMPLES * VOXELS];
    private final short[] labels = new short[SAMPLES * VOXELS];

    LossTest() {
        Random random = new Random(3);
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.nextGaussian();
            labels[i] = (short) random.nextInt(4);
        }
    }

    /** Cross entropy, −Dice and logits of the full resolution. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Terms(double crossEntropy, double dice, float[] logits, float[] counts) {}

    private Terms terms(TargetScheme scheme, boolean batchDice, short[] target) {
        NetworkSpec spec = new NetworkSpec(BallTask.plan(false).architecture(), 1, scheme.outputs());
        try (TorchNetwork network = TorchNetwork.open(
                spec,
                scheme,
                ScriptOptions.training(Precision.FP32, batchDice, 0, TorchDevice.CPU),
                WeightInitializer.weights(spec, 1, "0"),
                TorchDevice.CPU,
                1)) {
            float[] logits;
            try (TorchNetwork.Call call = network.call()) {
                logits = call.image(image, SAMPLES, 1, 16, 16, 16)
                        .ask("heads")
                        .get(0)
                        .toFloatArray();
            }
            try (TorchNetwork.Call call = arguments(network, target);
                    TorchNetwork.Call again = arguments(network, target)) {
                List<NDArray> terms = call.ask("head_terms");
                float[] counts = again.ask("validate").get(1).toFloatArray();
                return new Terms(terms.get(0).getFloat(), terms.get(1).getFloat(), logits, counts);
            }
        }
    }

    private TorchNetwork.Call arguments(TorchNetwork network, short[] target) {
        short[] low = new short[SAMPLES * VOXELS / 8];
        return network.call()
                .image(image, SAMPLES, 1, 16, 16, 16)
                .target(target, SAMPLES, 1, 16, 16, 16)
                .target(low, SAMPLES, 1, 8, 8, 8);
    }

    private static double logit(float[] logits, int outputs, int sample, int k, int voxel) {
        return logits[(sample * outputs + k) * VOXELS + voxel];
    }

    /** Labels of one byte are handed over in one, others in four. */
    @Test
    void readsLabelsAbove127() {
        short[] high = labels.clone();
        for (int i = 0; i < high.length; i++) {
            high[i] = high[i] == IGNORE ? 30_000 : high[i];
        }
        Terms low = terms(TargetScheme.softmax(3, Optional.of(IGNORE)), false, labels);

        Terms found = terms(TargetScheme.softmax(3, Optional.of(30_000)), false, high);

        assertThat(found.crossEntropy()).isEqualTo(low.crossEntropy());
        assertThat(found.dice()).isEqualTo(low.dice());
        assertThat(found.counts()).isEqualTo(low.counts());
    }

    @Test
    void ignoredVoxelsCountNowhere() {
        TargetScheme scheme = TargetScheme.softmax(3, Optional.of(IGNORE));
        Terms found = terms(scheme, false, labels);
        double crossEntropy = 0;
        double counted = 0;
        double dice = 0;
        for (int n = 0; n < SAMPLES; n++) {
            double[] inter = new double[3];
            double[] predicted = new double[3];
            double[] reference = new double[3];
            for (int i = 0; i < VOXELS; i++) {
                int label = labels[n * VOXELS + i];
                if (label == IGNORE) {
                    continue;
                }
                double sum = 0;
                for (int k = 0; k < 3; k++) {
                    sum += Math.exp(logit(found.logits(), 3, n, k, i));
                }
                crossEntropy -= logit(found.logits(), 3, n, label, i) - Math.log(sum);
                counted++;
                for (int k = 1; k < 3; k++) {
                    double p = Math.exp(logit(found.logits(), 3, n, k, i)) / sum;
                    predicted[k] += p;
                    inter[k] += label == k ? p : 0;
                    reference[k] += label == k ? 1 : 0;
                }
            }
            for (int k = 1; k < 3; k++) {
                dice += (2 * inter[k] + 1e-5) / (predicted[k] + reference[k] + 1e-5) / (2 * SAMPLES);
            }
        }
        assertThat(found.crossEntropy()).isCloseTo(crossEntropy / counted, within(1e-5));
        assertThat(found.dice()).isCloseTo(-dice, within(1e-5));
    }

    @Test
    void lossIsANumberWhereEverythingIsIgnored() {
        short[] all = new short[labels.length];
        java.util.Arrays.fill(all, (short) IGNORE);
        Terms found = terms(TargetScheme.softmax(3, Optional.of(IGNORE)), false, all);
        assertThat(found.crossEntropy()).isZero();
        assertThat(found.dice()).isFinite();
    }

    @Test
    void regionsAreToldApartOneByOne() {
        TargetScheme scheme = new TargetScheme(List.of(List.of(1, 2, 3), List.of(2, 3)), true, Optional.empty());
        Terms found = terms(scheme, true, labels);
        double crossEntropy = 0;
        double dice = 0;
        for (int k = 0; k < 2; k++) {
            double inter = 0;
            double predicted = 0;
            double reference = 0;
            for (int n = 0; n < SAMPLES; n++) {
                double tp = 0;
                double fp = 0;
                for (int i = 0; i < VOXELS; i++) {
                    double x = logit(found.logits(), 2, n, k, i);
                    double y = scheme.classes().get(k).contains((int) labels[n * VOXELS + i]) ? 1 : 0;
                    double p = 1 / (1 + Math.exp(-x));
                    crossEntropy -= y * Math.log(p) + (1 - y) * Math.log(1 - p);
                    inter += p * y;
                    predicted += p;
                    reference += y;
                    tp += x > 0 ? y : 0;
                    fp += x > 0 ? 1 - y : 0;
                }
                assertThat(found.counts()[(n * 2 + k) * 3]).isEqualTo((float) tp);
                assertThat(found.counts()[(n * 2 + k) * 3 + 1]).isEqualTo((float) fp);
            }
            dice += (2 * inter + 1e-5) / (predicted + reference + 1e-5) / 2;
        }
        assertThat(found.crossEntropy()).isCloseTo(crossEntropy / (2 * SAMPLES * VOXELS), within(1e-5));
        assertThat(found.dice()).isCloseTo(-dice, within(1e-5));
    }

    @Test
    void ignoredVoxelsCountNowhereInRegionsEither() {
        TargetScheme scheme = new TargetScheme(List.of(List.of(1, 2), List.of(2)), true, Optional.of(IGNORE));
        Terms found = terms(scheme, false, labels);
        double crossEntropy = 0;
        double counted = 0;
        for (int n = 0; n < SAMPLES; n++) {
            for (int i = 0; i < VOXELS; i++) {
                int label = labels[n * VOXELS + i];
                if (label == IGNORE) {
                    continue;
                }
                counted++;
                for (int k = 0; k < 2; k++) {
                    double p = 1 / (1 + Math.exp(-logit(found.logits(), 2, n, k, i)));
                    crossEntropy -= scheme.classes().get(k).contains(label) ? Math.log(p) : Math.log(1 - p);
                }
            }
        }
        // summed over the regions, as nnU-Net does here
        assertThat(found.crossEntropy()).isCloseTo(crossEntropy / counted, within(2e-5));
    }
}

package io.nephrite.learning.train;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.experiment.TrainingSettings;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.PatchGeometry;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.loss.TargetScheme;
import io.nephrite.learning.network.NetworkSpec;
import io.nephrite.learning.network.Precision;
import io.nephrite.learning.network.ScriptOptions;
import io.nephrite.learning.network.TorchNetwork;
import io.nephrite.learning.network.WeightInitializer;
import io.nephrite.learning.sample.Batch;
import java.util.Arrays;

/**
 * What training costs on this machine, from a few steps on noise.
 *
 * @param secondsPerIteration median of the measured steps
 * @param parameters of the network
 */
public record StepCost(double secondsPerIteration, long parameters) {
    /** The first steps allocate and choose kernels, a GPU for each shape again: they say nothing of the rest. */
    private static int warmUp(TorchDevice device) {
        return device.isGpu() ? WARM_UP_GPU : WARM_UP_CPU;
    }

    private static final int WARM_UP_CPU = 1;
    private static final int WARM_UP_GPU = 5;

    private static final long SEED = 12345;

    /**
     * Measures the time of training steps.
     *
     * @param threads of the CPU's operators
     * @param steps to measure, after one that is not counted
     */
    public static StepCost measure(
            ConfigurationPlan configuration,
            LabelMap labels,
            int channels,
            TrainingSettings settings,
            TorchDevice device,
            int threads,
            int steps) {
        TargetScheme targets = TargetScheme.of(labels);
        NetworkSpec spec = new NetworkSpec(
                configuration.architecture(),
                channels + targets.previousLabels(configuration).size(),
                targets.outputs());
        ScriptOptions options = ScriptOptions.training(
                Precision.of(settings.precision(), device), configuration.batchDice(), settings.weightDecay(), device);
        PatchGeometry geometry = PatchGeometry.of(configuration);
        Batch batch = Batch.noise(geometry, configuration.batchSize(), spec.channels(), spec.headDivisors(), SEED);
        double[] seconds = new double[steps];
        try (TorchNetwork network = TorchNetwork.open(
                spec, targets, options, WeightInitializer.weights(spec, SEED, "0"), device, threads)) {
            TrainingStep step = new TrainingStep(network, configuration.batchSize(), geometry);
            for (int i = -warmUp(device); i < steps; i++) {
                long start = System.nanoTime();
                try (TrainingStep.Launched launched =
                        step.launch(step.prepare(batch), settings.initialLearningRate())) {
                    // waits for the step; what the loss is does not matter here
                    launched.loss();
                }
                if (i >= 0) {
                    seconds[i] = (System.nanoTime() - start) * 1e-9;
                }
            }
        }
        Arrays.sort(seconds);
        return new StepCost(seconds[steps / 2], spec.parameterCount());
    }

    /** Seconds that a fold takes; a validation iteration costs about a third of a training iteration. */
    public double foldSeconds(TrainingSettings settings) {
        return secondsPerIteration
                * settings.epochs()
                * (settings.iterationsPerEpoch() + settings.validationIterationsPerEpoch() / 3.0);
    }
}

package io.nephrite.bench;

import io.nephrite.core.experiment.PrecisionChoice;
import io.nephrite.core.experiment.TrainingSettings;
import io.nephrite.core.plans.PatchGeometry;
import io.nephrite.core.random.SampleRandom;
import io.nephrite.learning.device.DeviceSearch;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.device.TorchLibrary;
import io.nephrite.learning.network.NetworkSpec;
import io.nephrite.learning.network.Precision;
import io.nephrite.learning.network.ScriptOptions;
import io.nephrite.learning.network.TorchNetwork;
import io.nephrite.learning.network.WeightInitializer;
import io.nephrite.learning.train.StepCost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What this machine's GPU does with nnU-Net's network of KiTS19: a training step in each precision, and a tile with its
 * flips. Without a GPU a small network takes its place on the CPU. {@code archives DIR} writes the networks for
 * common/bench/gpu/check.py, which runs where there is Python with PyTorch and no Java.
 */
public final class GpuBench implements Benchmark {
    private static final String USAGE = "no arguments, or: archives DIR";
    private static final int STEPS = 20;
    private static final int COPIES = 8;
    private static final int ITERATIONS = 250;
    private static final int VALIDATION_ITERATIONS = 50;
    private static final long SEED = 1;

    @Override
    public String name() {
        return "gpu";
    }

    @Override
    public String summary() {
        return "a training step and a tile with its flips on the GPU; " + USAGE;
    }

    @Override
    public List<Comparison> run(BenchmarkRun run) throws Exception {
        if (run.arguments().isEmpty()) {
            return measured(run);
        }
        if (run.arguments().size() != 2 || !run.arguments().get(0).equals("archives")) {
            throw new UsageException(USAGE);
        }
        return archives(Files.createDirectories(Path.of(run.arguments().get(1))));
    }

    private static List<Comparison> archives(Path folder) throws IOException {
        for (String name : List.of("full", "small")) {
            BenchNetwork.of(name).writeArchives(folder);
        }
        List<Comparison> rows = new ArrayList<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                rows.add(Comparison.of(file.getFileName().toString(), "KiB", Files.size(file) / 1024.0));
            }
        }
        return rows;
    }

    private static List<Comparison> measured(BenchmarkRun run) throws IOException {
        TorchDevice device = DeviceSearch.first();
        BenchNetwork network = BenchNetwork.of(device.isGpu() ? "full" : "small");
        run.progress()
                .accept("on " + device.description() + ", PyTorch " + TorchLibrary.version() + ", patch "
                        + Arrays.toString(network.plan().patchSize()) + ", batch size "
                        + network.plan().batchSize());
        List<Comparison> rows = new ArrayList<>();
        double fastest = Double.POSITIVE_INFINITY;
        for (PrecisionChoice precision : List.of(PrecisionChoice.FP32, PrecisionChoice.BF16, PrecisionChoice.FP16)) {
            double seconds = StepCost.measure(
                            network.plan(),
                            BenchNetwork.LABELS,
                            BenchNetwork.CHANNELS,
                            settings(precision),
                            device,
                            run.threads(),
                            STEPS)
                    .secondsPerIteration();
            fastest = Math.min(fastest, seconds);
            rows.add(Comparison.of("training step, " + precision.json(), "ms", 1000 * seconds));
            run.progress().accept(String.format(Locale.ROOT, "step in %s: %.2f ms", precision.json(), 1000 * seconds));
        }
        for (Precision precision : Precision.values()) {
            for (int together = 1; together <= COPIES; together *= 2) {
                rows.add(Comparison.of(
                        "tile with its flips, " + precision.json() + ", copies in a call: " + together,
                        "ms",
                        1000 * tile(network, precision, together, device, run.threads())));
            }
        }
        double steps = fastest * (ITERATIONS + VALIDATION_ITERATIONS / 3.0);
        rows.add(Comparison.of("an epoch of the fastest steps, without waiting for batches, computed", "s", steps));
        return rows;
    }

    /** Median seconds of one tile that goes through the network in all its flips, logits fetched. */
    private static double tile(
            BenchNetwork network, Precision precision, int together, TorchDevice device, int threads) {
        NetworkSpec spec = network.spec();
        PatchGeometry geometry = network.geometry();
        SampleRandom random = SampleRandom.of(SEED, "0", "tile");
        float[] image = new float[BenchNetwork.CHANNELS * geometry.patchVoxels()];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.gaussian();
        }
        int[] patch = geometry.patch();
        double[] seconds = new double[STEPS];
        try (TorchNetwork opened = TorchNetwork.open(
                spec,
                network.targets(),
                ScriptOptions.inference(precision, device, List.of(0, 1, 2)),
                WeightInitializer.weights(spec, SEED, "0"),
                device,
                threads)) {
            for (int i = -2; i < STEPS; i++) {
                long start = System.nanoTime();
                try (TorchNetwork.Call call = opened.call()) {
                    call.image(image, 1, BenchNetwork.CHANNELS, patch[0], patch[1], patch[2])
                            .number(together)
                            .ask("mirrored")
                            .get(0)
                            .toFloatArray();
                }
                if (i >= 0) {
                    seconds[i] = (System.nanoTime() - start) * 1e-9;
                }
            }
        }
        Arrays.sort(seconds);
        return seconds[STEPS / 2];
    }

    private static TrainingSettings settings(PrecisionChoice precision) {
        TrainingSettings d = TrainingSettings.DEFAULTS;
        return new TrainingSettings(
                d.epochs(),
                d.iterationsPerEpoch(),
                d.validationIterationsPerEpoch(),
                d.initialLearningRate(),
                BenchNetwork.WEIGHT_DECAY,
                precision,
                d.mirroring(),
                d.augmentation(),
                d.oversampleForeground(),
                d.checkpointSeconds(),
                d.loaderThreads());
    }
}

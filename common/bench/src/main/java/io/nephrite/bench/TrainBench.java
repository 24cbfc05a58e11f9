package io.nephrite.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.experiment.PrecisionChoice;
import io.nephrite.core.experiment.TrainingSettings;
import io.nephrite.core.pipeline.EpochReport;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.core.store.FolderObjectStore;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.device.DeviceSearch;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.loss.TargetScheme;
import io.nephrite.learning.network.NetworkSpec;
import io.nephrite.learning.sample.BatchLoader;
import io.nephrite.learning.sample.BatchPlan;
import io.nephrite.learning.sample.TrainingCase;
import io.nephrite.learning.train.FoldTrainer;
import io.nephrite.learning.train.StepCost;
import io.nephrite.learning.train.StopSignal;
import io.nephrite.learning.train.TrainingObserver;
import io.nephrite.learning.train.TrainingOutcome;
import io.nephrite.learning.train.TrainingTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A training step in float32 and bfloat16, and the making of a batch, beside nnU-Net's on the same plan and data; and a
 * short training of ours.
 */
public final class TrainBench implements Benchmark {
    private static final String USAGE = "arguments: DATASET_FOLDER PLANS_JSON CONFIGURATION, or none for a phantom";
    private static final Pattern DATASET_NAME = Pattern.compile("Dataset(\\d+)_(.+)");
    private static final int ROUNDS = 3;
    private static final int STEPS = 12;
    private static final int CASES = 20;
    private static final int BATCHES = 60;
    private static final int TRAINED_EPOCHS = 4;
    private static final int TRAINED_ITERATIONS = 60;

    @Override
    public String name() {
        return "train";
    }

    @Override
    public String summary() {
        return "one training step and one batch; " + USAGE;
    }

    @Override
    public List<Comparison> run(BenchmarkRun run) throws Exception {
        if (run.arguments().isEmpty()) {
            PhantomFolder phantom = PhantomFolder.write(run.scratch());
            return run(run, phantom.dataset(), phantom.plans(), PhantomFolder.CONFIGURATION);
        }
        if (run.arguments().size() != 3) {
            throw new UsageException(USAGE);
        }
        return run(
                run,
                Path.of(run.arguments().get(0)),
                Path.of(run.arguments().get(1)),
                run.arguments().get(2));
    }

    private static List<Comparison> run(BenchmarkRun run, Path dataset, Path plansFile, String configuration)
            throws Exception {
        Plans plans = Plans.parse(Files.readAllBytes(plansFile));
        ConfigurationPlan plan = plans.configuration(configuration);
        LabelMap labels = BenchCases.labels(dataset);
        List<TrainingCase> cases = cases(dataset, plans, plan, labels, run.threads());
        PeerSteps peer = run.peer().isPresent() ? PeerSteps.prepare(run, dataset, plansFile, plans, plan.name()) : null;
        MeasuredSide ours = new MeasuredSide();
        MeasuredSide bfloat = new MeasuredSide();
        MeasuredSide theirs = new MeasuredSide();
        List<Double> batches = new ArrayList<>();
        List<Double> theirBatches = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            if (peer != null) {
                JsonNode line = peer.measure(run.threads());
                theirs.add(
                        line.path("step_cpu_s").asDouble(),
                        line.path("step_wall_s").asDouble(),
                        line.path("peak_rss_mib").asDouble());
                theirBatches.add(line.path("batch_cpu_s").asDouble());
            }
            steps(ours, plan, labels, cases.get(0).channels(), PrecisionChoice.FP32, run.threads());
            steps(bfloat, plan, labels, cases.get(0).channels(), PrecisionChoice.BF16, run.threads());
            batches.add(batchSeconds(plan, labels, cases));
            run.progress()
                    .accept(String.format(
                            Locale.ROOT,
                            "round %d: step %.3f s, bf16 %.3f s, batch %.4f CPU-s%s",
                            round + 1,
                            ours.wall().get(round),
                            bfloat.wall().get(round),
                            batches.get(round),
                            peer == null
                                    ? ""
                                    : String.format(
                                            Locale.ROOT,
                                            "; peer %.3f s, batch %.4f CPU-s",
                                            theirs.wall().get(round),
                                            theirBatches.get(round))));
        }
        boolean beside = peer != null;
        List<Comparison> rows = new ArrayList<>(training(plan, labels, cases, run));
        rows.add(row("step, float32", "s", ours.wall(), beside, theirs.wall(), 1.0));
        rows.add(row("step, float32", "CPU s", ours.cpu(), beside, theirs.cpu(), 1.0));
        rows.add(row("step, bfloat16 (peer: float32)", "s", bfloat.wall(), beside, theirs.wall(), 0.7));
        rows.add(row("step, bfloat16 (peer: float32)", "CPU s", bfloat.cpu(), beside, theirs.cpu(), 0.7));
        rows.add(row("batch with augmentation", "CPU s", batches, beside, theirBatches, 1.0));
        rows.add(
                beside
                        ? Comparison.of("peak memory", "MiB", ours.peakMib(), theirs.peakMib())
                        : Comparison.of("peak memory", "MiB", ours.peakMib()));
        return rows;
    }

    /** A real training: how long its steps wait for batches, and whether memory grows once it is warm. */
    private static List<Comparison> training(
            ConfigurationPlan plan, LabelMap labels, List<TrainingCase> cases, BenchmarkRun run) throws Exception {
        TrainingTask task = new TrainingTask(
                plan,
                labels,
                cases.get(0).channels(),
                settings(PrecisionChoice.FP32, TRAINED_EPOCHS, TRAINED_ITERATIONS),
                1,
                "0",
                cases,
                cases,
                Optional.empty());
        List<Double> resident = new ArrayList<>();
        TrainingObserver listener = new TrainingObserver() {
            @Override
            public void epochCompleted(EpochReport report, List<EpochReport> history) {
                resident.add(Cost.rssMib());
            }
        };
        FoldTrainer trainer = new FoldTrainer(DeviceSearch.first(), run.threads(), Clock.systemUTC());
        Path folder = Files.createDirectories(run.scratch().resolve("training"));
        TrainingOutcome outcome = trainer.run(
                task, new CheckpointStore(new FolderObjectStore(folder), "fold/"), listener, StopSignal.NEVER);
        double wait = outcome.history().stream()
                .skip(1)
                .mapToDouble(EpochReport::dataWaitShare)
                .average()
                .orElseThrow();
        int warm = TRAINED_EPOCHS / 2;
        return List.of(
                Comparison.of("data wait with 1 loader thread, part of the epoch", "%", 100 * wait),
                Comparison.of(
                        "resident memory added by the last %d iterations"
                                .formatted((TRAINED_EPOCHS - warm) * TRAINED_ITERATIONS),
                        "MiB",
                        resident.get(TRAINED_EPOCHS - 1) - resident.get(warm - 1)));
    }

    private static Comparison row(
            String work, String unit, List<Double> ours, boolean beside, List<Double> theirs, double goal) {
        OptionalDouble peer = beside ? OptionalDouble.of(MeasuredSide.median(theirs)) : OptionalDouble.empty();
        Comparison row = new Comparison(work, unit, MeasuredSide.median(ours), peer, OptionalDouble.empty());
        return beside ? row.withGoal(goal) : row;
    }

    /** CPU time of a step is that of many steps less that of few: opening the network costs the same in both. */
    private static void steps(
            MeasuredSide side,
            ConfigurationPlan plan,
            LabelMap labels,
            int channels,
            PrecisionChoice precision,
            int threads)
            throws Exception {
        TrainingSettings settings = settings(precision);
        TorchDevice device = DeviceSearch.first();
        Cost few = Cost.of(() -> StepCost.measure(plan, labels, channels, settings, device, threads, 2));
        StepCost[] measured = new StepCost[1];
        Cost many = Cost.of(
                () -> measured[0] = StepCost.measure(plan, labels, channels, settings, device, threads, 2 + STEPS));
        side.add((many.cpuSeconds() - few.cpuSeconds()) / STEPS, measured[0].secondsPerIteration(), many.peakRssMib());
    }

    private static TrainingSettings settings(PrecisionChoice precision) {
        return settings(precision, 1000, BATCHES);
    }

    private static TrainingSettings settings(PrecisionChoice precision, int epochs, int iterations) {
        TrainingSettings d = TrainingSettings.DEFAULTS;
        return new TrainingSettings(
                epochs,
                iterations,
                1,
                d.initialLearningRate(),
                d.weightDecay(),
                precision,
                d.mirroring(),
                d.augmentation(),
                d.oversampleForeground(),
                d.checkpointSeconds(),
                1);
    }

    private static double batchSeconds(ConfigurationPlan plan, LabelMap labels, List<TrainingCase> cases)
            throws Exception {
        TargetScheme targets = TargetScheme.of(labels);
        NetworkSpec spec = new NetworkSpec(plan.architecture(), cases.get(0).channels(), targets.outputs());
        BatchPlan batches = BatchPlan.of(plan, spec, targets, settings(PrecisionChoice.FP32), 1, "0", cases, cases);
        try (BatchLoader loader = new BatchLoader(
                batches,
                BatchLoader.daemons(1),
                1,
                System::nanoTime,
                new BatchLoader.Schedule(1000, BATCHES, 1),
                0,
                0)) {
            for (int i = 0; i < BATCHES; i++) {
                loader.take();
            }
            return Cost.of(() -> {
                                for (int i = 0; i < BATCHES; i++) {
                                    loader.take();
                                }
                                return null;
                            })
                            .cpuSeconds()
                    / BATCHES;
        }
    }

    private static List<TrainingCase> cases(
            Path dataset, Plans plans, ConfigurationPlan plan, LabelMap labels, int threads) throws IOException {
        List<String> caseIds;
        try (Stream<Path> files = Files.list(dataset.resolve("labelsTr"))) {
            caseIds = files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".nii.gz") && !f.startsWith("."))
                    .map(f -> f.substring(0, f.length() - ".nii.gz".length()))
                    .sorted()
                    .limit(CASES)
                    .toList();
        }
        PreprocessingParameters parameters =
                PreprocessingParameters.of(plans, plan, labels.classes(), Optional.empty());
        return BenchCases.trainingCases(BenchCases.preprocess(dataset, parameters, caseIds, threads));
    }

    /** nnU-Net's own measurement of its steps. */
    private record PeerSteps(Peer peer, Path work, String datasetId, String configuration, String plansName) {
        static PeerSteps prepare(BenchmarkRun run, Path dataset, Path plansFile, Plans plans, String configuration)
                throws Exception {
            Matcher name =
                    DATASET_NAME.matcher(plans.toJson().path("dataset_name").asText());
            if (!name.matches()) {
                throw new IllegalArgumentException(plansFile + " has no dataset_name such as Dataset004_Hippocampus");
            }
            Peer peer = run.peer().orElseThrow();
            Path work = run.scratch().resolve("peer");
            String id = Integer.toString(Integer.parseInt(name.group(1)));
            peer.run("convert", dataset.toString(), work.toString(), id, name.group(2));
            peer.run("verify", work.toString(), id);
            peer.run("plan", work.toString(), id);
            Files.copy(
                    plansFile,
                    work.resolve("preprocessed/" + name.group() + "/" + plans.plansName() + ".json"),
                    StandardCopyOption.REPLACE_EXISTING);
            peer.run("preprocess", work.toString(), id, configuration, "--plans", plans.plansName());
            return new PeerSteps(peer, work, id, configuration, plans.plansName());
        }

        JsonNode measure(int threads) throws Exception {
            List<JsonNode> lines = peer.run(
                    "steps",
                    work.toString(),
                    datasetId,
                    configuration,
                    "-n",
                    Integer.toString(STEPS),
                    "--threads",
                    Integer.toString(threads),
                    "--plans",
                    plansName);
            return lines.get(lines.size() - 1);
        }
    }
}

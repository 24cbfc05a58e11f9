package io.nephrite.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.experiment.PredictionSettings;
import io.nephrite.core.experiment.TrainingSettings;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.EpochReport;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.core.store.FolderObjectStore;
import io.nephrite.imaging.metric.CaseMetrics;
import io.nephrite.imaging.metric.ConfusionCounts;
import io.nephrite.imaging.metric.DiceScore;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.network.TorchDevice;
import io.nephrite.learning.predict.CasePredictor;
import io.nephrite.learning.predict.NetworkInput;
import io.nephrite.learning.predict.SlidingWindowPredictor;
import io.nephrite.learning.train.FoldTrainer;
import io.nephrite.learning.train.StopSignal;
import io.nephrite.learning.train.TrainingObserver;
import io.nephrite.learning.train.TrainingTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Trains one fold of a dataset with given plans and splits, without broker and store, predicts its validation cases
 * with mirroring and reports the mean Dice per class: once per seed.
 */
public final class QualityBench implements Benchmark {
    private static final String USAGE =
            "arguments: DATASET_FOLDER PLANS_JSON CONFIGURATION SPLITS_JSON FOLD EPOCHS ITERATIONS VALIDATION_ITERATIONS"
                    + " SEED [SEED …]";

    @Override
    public String name() {
        return "quality";
    }

    @Override
    public String summary() {
        return "train a fold and score its validation cases; " + USAGE;
    }

    @Override
    public List<Comparison> run(BenchmarkRun run) throws Exception {
        if (run.arguments().size() < 9) {
            throw new UsageException(USAGE);
        }
        Path dataset = Path.of(run.arguments().get(0));
        Plans plans = Plans.parse(Files.readAllBytes(Path.of(run.arguments().get(1))));
        ConfigurationPlan plan = plans.configuration(run.arguments().get(2));
        JsonNode split = Json.tree(Files.readAllBytes(Path.of(run.arguments().get(3))))
                .path(Integer.parseInt(run.arguments().get(4)));
        int[] numbers = run.arguments().subList(5, 8).stream()
                .mapToInt(Integer::parseInt)
                .toArray();
        TrainingSettings defaults = TrainingSettings.DEFAULTS;
        TrainingSettings settings = new TrainingSettings(
                numbers[0],
                numbers[1],
                numbers[2],
                defaults.initialLearningRate(),
                defaults.weightDecay(),
                defaults.precision(),
                defaults.mirroring(),
                defaults.augmentation(),
                defaults.oversampleForeground(),
                defaults.checkpointSeconds(),
                1);
        LabelMap labels = BenchCases.labels(dataset);
        PreprocessingParameters parameters =
                PreprocessingParameters.of(plans, plan, labels.classes(), Optional.empty());
        List<PreprocessedCase> training =
                BenchCases.preprocess(dataset, parameters, caseIds(split.path("train")), run.threads());
        List<PreprocessedCase> validation =
                BenchCases.preprocess(dataset, parameters, caseIds(split.path("val")), run.threads());
        run.progress().accept("preprocessed %d + %d cases".formatted(training.size(), validation.size()));
        List<Comparison> rows = new ArrayList<>();
        for (String seed : run.arguments().subList(8, run.arguments().size())) {
            TrainingTask task = new TrainingTask(
                    plan,
                    labels,
                    training.get(0).channels(),
                    settings,
                    Long.parseLong(seed),
                    run.arguments().get(4),
                    BenchCases.trainingCases(training),
                    BenchCases.trainingCases(validation),
                    Optional.empty());
            rows.addAll(one(run, task, parameters, validation, dataset, seed));
        }
        return rows;
    }

    private static String dice(List<OptionalDouble> classes) {
        return classes.stream()
                .map(d -> d.isPresent() ? String.format(Locale.ROOT, "%.4f", d.getAsDouble()) : "-")
                .collect(Collectors.joining("/"));
    }

    private static List<Comparison> one(
            BenchmarkRun run,
            TrainingTask task,
            PreprocessingParameters parameters,
            List<PreprocessedCase> validation,
            Path dataset,
            String seed)
            throws Exception {
        CheckpointStore checkpoints = new CheckpointStore(
                new FolderObjectStore(Files.createDirectories(run.scratch().resolve("seed" + seed))), "fold/");
        TrainingObserver listener = new TrainingObserver() {
            @Override
            public void epochCompleted(EpochReport report, List<EpochReport> history) {
                run.progress()
                        .accept(String.format(
                                Locale.ROOT,
                                "seed %s epoch %d train_loss %.4f val_loss %.4f pseudo Dice %s %.2f s, waiting %.1f %%",
                                seed,
                                report.epoch(),
                                report.trainLoss(),
                                report.validationLoss(),
                                dice(report.pseudoDice()),
                                report.seconds(),
                                100 * report.dataWaitShare()));
            }

            @Override
            public void warning(String message) {
                run.progress().accept("WARNING " + message);
            }
        };
        Cost training = Cost.of(() -> new FoldTrainer(TorchDevice.best(), run.threads(), Clock.systemUTC())
                .run(task, checkpoints, listener, StopSignal.NEVER));
        List<Comparison> rows = new ArrayList<>();
        rows.add(Comparison.of("seed " + seed + ": training", "s", training.wallSeconds()));
        rows.add(Comparison.of("seed " + seed + ": training", "CPU s", training.cpuSeconds()));
        rows.add(Comparison.of("seed " + seed + ": peak memory", "MiB", training.peakRssMib()));
        Map<String, List<Double>> dice = new TreeMap<>();
        CasePredictor predictor = new CasePredictor(task.configuration(), parameters, task.labels(), run.threads());
        try (SlidingWindowPredictor network = SlidingWindowPredictor.open(
                checkpoints.read(CheckpointStore.Kind.FINAL),
                PredictionSettings.DEFAULTS,
                TorchDevice.best(),
                run.threads())) {
            for (PreprocessedCase c : validation) {
                LabelVolume predicted =
                        predictor.predict(network, NetworkInput.of(c.image(), c.shape()), c.properties(), done -> {});
                String caseId = c.properties().caseId();
                CaseMetrics metrics =
                        CaseMetrics.of(caseId, caseId, predicted, BenchCases.label(dataset, caseId), task.labels());
                for (Map.Entry<String, ConfusionCounts> entry :
                        metrics.metrics().entrySet()) {
                    DiceScore.of(entry.getValue())
                            .ifPresent(d -> dice.computeIfAbsent(entry.getKey(), k -> new ArrayList<>())
                                    .add(d));
                }
            }
        }
        dice.forEach((label, values) -> {
            double mean = values.stream().mapToDouble(d -> d).average().orElse(0);
            rows.add(Comparison.of("seed " + seed + ": class " + label, "Dice", mean));
            run.progress().accept(String.format(Locale.ROOT, "seed %s class %s Dice %.4f", seed, label, mean));
        });
        return rows;
    }

    private static List<String> caseIds(JsonNode split) {
        return StreamSupport.stream(split.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}

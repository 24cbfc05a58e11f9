package io.nephrite.bench;

import io.nephrite.core.experiment.PredictionSettings;
import io.nephrite.core.pipeline.EpochReport;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.core.store.FolderObjectStore;
import io.nephrite.imaging.metric.CaseMetrics;
import io.nephrite.imaging.metric.ConfusionCounts;
import io.nephrite.imaging.metric.DiceScore;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.device.DeviceSearch;
import io.nephrite.learning.predict.CasePredictor;
import io.nephrite.learning.predict.NetworkInput;
import io.nephrite.learning.predict.SlidingWindowPredictor;
import io.nephrite.learning.train.FoldTrainer;
import io.nephrite.learning.train.StopSignal;
import io.nephrite.learning.train.TrainingObserver;
import io.nephrite.learning.train.TrainingTask;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A fold that was trained without broker and store, and how well it predicts its validation cases.
 *
 * @param training what it took
 * @param dice class by nnU-Net's key → mean over the validation cases that have one
 */
record FoldScore(Cost training, SortedMap<String, Double> dice) {
    FoldScore {
        dice = Collections.unmodifiableSortedMap(new TreeMap<>(dice));
    }

    /**
     * @param name of the training, for its folder and the lines for the user
     * @param references case id → label map
     */
    static FoldScore of(
            BenchmarkRun run,
            String name,
            TrainingTask task,
            PreprocessingParameters parameters,
            PredictionSettings prediction,
            List<PreprocessedCase> validation,
            Map<String, LabelVolume> references)
            throws Exception {
        CheckpointStore checkpoints = new CheckpointStore(
                new FolderObjectStore(Files.createDirectories(run.scratch().resolve(name))), "fold/");
        Cost training = Cost.of(() -> new FoldTrainer(DeviceSearch.first(), run.threads(), Clock.systemUTC())
                .run(task, checkpoints, observer(run, name), StopSignal.NEVER));
        SortedMap<String, List<Double>> dice = new TreeMap<>();
        CasePredictor predictor = new CasePredictor(task.configuration(), parameters, task.labels(), run.threads());
        try (SlidingWindowPredictor network = SlidingWindowPredictor.open(
                checkpoints.read(CheckpointStore.Kind.FINAL), prediction, DeviceSearch.first(), run.threads())) {
            for (PreprocessedCase c : validation) {
                LabelVolume predicted =
                        predictor.predict(network, NetworkInput.of(c.image(), c.shape()), c.properties(), done -> {});
                String caseId = c.properties().caseId();
                CaseMetrics metrics = CaseMetrics.of(caseId, caseId, predicted, references.get(caseId), task.labels());
                for (Map.Entry<String, ConfusionCounts> entry :
                        metrics.metrics().entrySet()) {
                    DiceScore.of(entry.getValue())
                            .ifPresent(d -> dice.computeIfAbsent(entry.getKey(), k -> new ArrayList<>())
                                    .add(d));
                }
            }
        }
        dice.forEach((label, values) ->
                run.progress().accept("%s class %s Dice %s".formatted(name, label, figures(values))));
        SortedMap<String, Double> means = new TreeMap<>();
        dice.forEach((label, values) ->
                means.put(label, values.stream().mapToDouble(d -> d).average().orElseThrow()));
        return new FoldScore(training, means);
    }

    private static String figures(List<Double> values) {
        return values.stream().map(d -> String.format(Locale.ROOT, "%.3f", d)).collect(Collectors.joining(" "));
    }

    private static TrainingObserver observer(BenchmarkRun run, String name) {
        return new TrainingObserver() {
            @Override
            public void epochCompleted(EpochReport report, List<EpochReport> history) {
                run.progress()
                        .accept(String.format(
                                Locale.ROOT,
                                "%s epoch %d train_loss %.4f val_loss %.4f pseudo Dice %s %.2f s, waiting %.1f %%",
                                name,
                                report.epoch(),
                                report.trainLoss(),
                                report.validationLoss(),
                                pseudoDice(report.pseudoDice()),
                                report.seconds(),
                                100 * report.dataWaitShare()));
            }

            @Override
            public void warning(String message) {
                run.progress().accept("WARNING " + message);
            }
        };
    }

    private static String pseudoDice(List<OptionalDouble> classes) {
        return classes.stream()
                .map(d -> d.isPresent() ? String.format(Locale.ROOT, "%.4f", d.getAsDouble()) : "-")
                .collect(Collectors.joining("/"));
    }
}

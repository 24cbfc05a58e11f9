package io.nephrite.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.experiment.PredictionSettings;
import io.nephrite.core.experiment.TrainingSettings;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.learning.train.TrainingTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        Map<String, LabelVolume> references = new HashMap<>();
        for (PreprocessedCase c : validation) {
            String caseId = c.properties().caseId();
            references.put(caseId, BenchCases.label(dataset, caseId));
        }
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
            rows.addAll(one(run, task, parameters, validation, references));
        }
        return rows;
    }

    private static List<Comparison> one(
            BenchmarkRun run,
            TrainingTask task,
            PreprocessingParameters parameters,
            List<PreprocessedCase> validation,
            Map<String, LabelVolume> references)
            throws Exception {
        String seed = "seed " + task.seed();
        FoldScore score =
                FoldScore.of(run, seed, task, parameters, PredictionSettings.DEFAULTS, validation, references);
        List<Comparison> rows = new ArrayList<>();
        rows.add(Comparison.of(seed + ": training", "s", score.training().wallSeconds()));
        rows.add(Comparison.of(seed + ": training", "CPU s", score.training().cpuSeconds()));
        rows.add(Comparison.of(seed + ": peak memory", "MiB", score.training().peakRssMib()));
        score.dice().forEach((label, mean) -> rows.add(Comparison.of(seed + ": class " + label, "Dice", mean)));
        return rows;
    }

    private static List<String> caseIds(JsonNode split) {
        return StreamSupport.stream(split.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}

package io.nephrite.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.fingerprint.CaseFingerprint;
import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.fingerprint.ForegroundSampling;
import io.nephrite.core.fingerprint.IntensityStatistics;
import io.nephrite.core.json.Json;
import io.nephrite.core.planning.DatasetFacts;
import io.nephrite.core.planning.FoldSplits;
import io.nephrite.core.planning.FoldSplitter;
import io.nephrite.core.planning.PlansSource;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.imaging.phantom.DemoPhantom;
import io.nephrite.imaging.phantom.PhantomCase;
import io.nephrite.imaging.preprocess.CasePreprocessor;
import io.nephrite.imaging.preprocess.ExtractedFingerprint;
import io.nephrite.imaging.preprocess.FingerprintExtractor;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.learning.train.TrainingTask;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Trains the folds of the demo with some seeds, without broker and store, and scores their validation cases: plans,
 * splits, steps and settings are those that the demo comes to. The peer is nnU-Net with the same of all of it.
 */
public final class DemoBench implements Benchmark {
    private static final String USAGE = "arguments: RECIPE SEED [SEED …], such as deploy/recipes/demo.json 1 2 3";

    private static final String PEER_DATASET_ID = "900";
    private static final String PEER_DATASET = "Dataset" + PEER_DATASET_ID + "_Phantom";
    private static final String SCRIPT = "peer_demo.py";

    @Override
    public String name() {
        return "demo";
    }

    @Override
    public String summary() {
        return "train the demo's folds and score their validation cases; " + USAGE;
    }

    @Override
    public List<Comparison> run(BenchmarkRun run) throws Exception {
        if (run.arguments().size() < 2) {
            throw new UsageException(USAGE);
        }
        Experiment experiment =
                Experiment.parse(Files.readAllBytes(Path.of(run.arguments().get(0))));
        Map<String, PhantomCase> cases = new TreeMap<>();
        for (int number = 0; number < DemoPhantom.CASES; number++) {
            PhantomCase phantom = DemoPhantom.phantom(number);
            cases.put(phantom.caseId(), phantom);
        }
        DatasetFingerprint fingerprint = fingerprint(run, cases);
        Plans plans = PlansSource.plan(
                        fingerprint, DatasetFacts.parse(DemoPhantom.description(), cases.size()), experiment.planner())
                .plans();
        FoldSplits splits = new FoldSplitter(cases.keySet(), Map.of()).split(experiment);
        String configuration = experiment.configurations().orElseThrow().get(0);
        ConfigurationPlan plan = plans.configuration(configuration);
        LabelMap labels = DemoPhantom.LABELS;
        PreprocessingParameters parameters =
                PreprocessingParameters.of(plans, plan, labels.classes(), Optional.empty());
        CasePreprocessor preprocessor = new CasePreprocessor(parameters, run.threads());
        Map<String, PreprocessedCase> preprocessed = new TreeMap<>();
        Map<String, LabelVolume> references = new TreeMap<>();
        cases.forEach((id, phantom) -> {
            preprocessed.put(id, preprocessor.preprocess(id, phantom.image(), Optional.of(phantom.label())));
            references.put(id, phantom.label());
        });
        run.progress()
                .accept("target spacing %s, shape of the first case %s"
                        .formatted(
                                Arrays.toString(plan.spacing()),
                                preprocessed.values().iterator().next().shape()));
        Optional<Path> peerFolder = run.peer().isPresent()
                ? Optional.of(peerFolder(run.scratch(), fingerprint, plans, splits))
                : Optional.empty();
        List<Comparison> rows = new ArrayList<>();
        for (String fold : experiment.trainedFolds(splits.names())) {
            FoldSplits.Split split = splits.fold(fold, cases.keySet());
            List<PreprocessedCase> validation =
                    split.val().stream().map(preprocessed::get).toList();
            for (String seed : run.arguments().subList(1, run.arguments().size())) {
                TrainingTask task = new TrainingTask(
                        plan,
                        labels,
                        1,
                        experiment.training(),
                        Long.parseLong(seed),
                        fold,
                        BenchCases.trainingCases(
                                split.train().stream().map(preprocessed::get).toList()),
                        BenchCases.trainingCases(validation),
                        Optional.empty());
                String name = "fold " + fold + " seed " + seed;
                FoldScore score =
                        FoldScore.of(run, name, task, parameters, experiment.prediction(), validation, references);
                Optional<JsonNode> theirs = peerFolder.isPresent()
                        ? Optional.of(peer(run, peerFolder.get(), configuration, fold, seed))
                        : Optional.empty();
                rows.add(row(
                        name + ": training", "CPU s", score.training().cpuSeconds(), theirs.map(t -> t.path("cpu_s"))));
                score.dice()
                        .forEach((label, dice) -> rows.add(row(
                                name + ": class " + label,
                                "Dice",
                                dice,
                                theirs.map(t -> t.path("dice").path(label)))));
            }
        }
        return rows;
    }

    private static Comparison row(String work, String unit, double ours, Optional<JsonNode> theirs) {
        return theirs.map(t -> Comparison.of(work, unit, ours, t.asDouble()))
                .orElseGet(() -> Comparison.of(work, unit, ours));
    }

    /** What nnU-Net works on: the same files, plans and splits. */
    private static Path peerFolder(Path scratch, DatasetFingerprint fingerprint, Plans plans, FoldSplits splits)
            throws IOException {
        Path work = scratch.resolve("peer");
        DemoPhantom.write(work.resolve("raw").resolve(PEER_DATASET));
        Path preprocessed = Files.createDirectories(work.resolve("preprocessed").resolve(PEER_DATASET));
        Files.write(preprocessed.resolve("dataset.json"), DemoPhantom.description());
        Files.write(preprocessed.resolve("dataset_fingerprint.json"), Json.pretty(fingerprint));
        Files.write(preprocessed.resolve("splits_final.json"), Json.pretty(splits));
        Files.write(
                preprocessed.resolve("nnUNetPlans.json"),
                Json.pretty(plans.toJson().put("dataset_name", PEER_DATASET)));
        try (InputStream in = DemoBench.class.getResourceAsStream(SCRIPT)) {
            Files.copy(in, work.resolve(SCRIPT));
        }
        return work;
    }

    private static JsonNode peer(BenchmarkRun run, Path work, String configuration, String fold, String seed)
            throws IOException, InterruptedException {
        JsonNode line = run.peer()
                .orElseThrow()
                .runScript(
                        work.resolve(SCRIPT).toAbsolutePath().toString(),
                        work.toAbsolutePath().toString(),
                        PEER_DATASET_ID,
                        run.arguments().get(0),
                        configuration,
                        fold,
                        seed,
                        Integer.toString(run.threads()))
                .get(0);
        run.progress().accept("nnU-Net, fold %s seed %s: %s".formatted(fold, seed, line.path("dice")));
        return line;
    }

    private static DatasetFingerprint fingerprint(BenchmarkRun run, Map<String, PhantomCase> cases) {
        FingerprintExtractor extractor = new FingerprintExtractor(run.threads());
        List<CaseFingerprint> fingerprints = new ArrayList<>();
        List<float[][]> foreground = new ArrayList<>();
        cases.forEach((id, phantom) -> {
            ExtractedFingerprint extracted = extractor.extract(id, phantom.image(), phantom.label());
            fingerprints.add(new CaseFingerprint(
                    id,
                    extracted.shapeBeforeCrop(),
                    extracted.shapeAfterCrop(),
                    phantom.image().spacing(),
                    extracted.relativeSize(),
                    extracted.foregroundVoxels(),
                    id));
            foreground.add(extracted.foreground());
        });
        ExecutorService executor = Executors.newFixedThreadPool(run.threads());
        try {
            return DatasetFingerprint.of(
                    fingerprints,
                    new IntensityStatistics(cases.size(), 1, ForegroundSampling.DRAWN, Long.MAX_VALUE)
                            .of(foreground::get, executor));
        } finally {
            executor.shutdownNow();
        }
    }
}

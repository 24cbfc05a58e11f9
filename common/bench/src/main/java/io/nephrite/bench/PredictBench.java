package io.nephrite.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.experiment.TrainingSettings;
import io.nephrite.core.json.Json;
import io.nephrite.core.model.ModelPlace;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.learning.checkpoint.Checkpoint;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.checkpoint.ModelDescription;
import io.nephrite.learning.loss.TargetScheme;
import io.nephrite.learning.model.Model;
import io.nephrite.learning.model.ModelReader;
import io.nephrite.learning.model.NnunetExport;
import io.nephrite.learning.model.TrainedConfiguration;
import io.nephrite.learning.model.TrainedFold;
import io.nephrite.learning.network.Tensor;
import io.nephrite.learning.network.WeightInitializer;
import io.nephrite.learning.predict.SlidingWindowPredictor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Predicts six cases from their files to their label maps, with mirroring and without, beside nnU-Net with the same
 * weights: its side gets the model as we export it for it. Two cases each round, the sides in turn. Then what the time is
 * made of, and a case of the size of KiTS19's.
 */
public final class PredictBench implements Benchmark {
    private static final String USAGE =
            "arguments: none for the demo's phantom, or MODEL IMAGES (.nii.gz, one channel)";
    private static final int ROUNDS = 3;
    private static final int CASES_PER_ROUND = 2;
    private static final int CLASSES = 3;
    private static final String CHANNEL = "_0000.nii.gz";

    @Override
    public String name() {
        return "predict";
    }

    @Override
    public String summary() {
        return "six cases with mirroring and without, bfloat16, a full-size case; " + USAGE;
    }

    @Override
    public List<Comparison> run(BenchmarkRun run) throws Exception {
        if (run.arguments().isEmpty()) {
            PhantomFolder phantom = PhantomFolder.write(run.scratch());
            return run(run, phantomModel(phantom), phantom.dataset().resolve("imagesTr"));
        }
        if (run.arguments().size() != 2) {
            throw new UsageException(USAGE);
        }
        try (ModelPlace place = ModelPlace.open(Path.of(run.arguments().get(0)))) {
            return run(
                    run,
                    ModelReader.read(place.folder(), CheckpointStore.Kind.FINAL, Optional.empty()),
                    Path.of(run.arguments().get(1)));
        }
    }

    /** With weights as a training begins with: what they say costs nothing. */
    private static Model phantomModel(PhantomFolder phantom) throws IOException {
        Plans plans = Plans.parse(Files.readAllBytes(phantom.plans()));
        ConfigurationPlan plan = plans.configuration(PhantomFolder.CONFIGURATION);
        ModelDescription network = ModelDescription.of(
                plan, 1, TargetScheme.softmax(CLASSES, Optional.empty()), TrainingSettings.DEFAULTS, Optional.empty());
        List<Tensor> weights =
                List.copyOf(WeightInitializer.weights(network.network(), 1, "0").values());
        Checkpoint checkpoint = new Checkpoint(network, 0, Json.mapper().createObjectNode(), weights);
        return new Model(
                "phantom",
                "Dataset901_Phantom",
                plans,
                DescriptionReader.withoutCases(
                        Files.readAllBytes(phantom.dataset().resolve("dataset.json"))),
                Experiment.defaults(),
                List.of(new TrainedConfiguration(
                        PhantomFolder.CONFIGURATION, List.of(new TrainedFold("0", () -> checkpoint)))),
                Map.of(),
                List.of());
    }

    private static List<Comparison> run(BenchmarkRun run, Model model, Path images) throws Exception {
        List<Path> files = images(images);
        Path exported =
                NnunetExport.write(model, run.scratch().resolve("nnunet")).get(0);
        Optional<Path> theirs = run.peer().isPresent() ? Optional.of(exported) : Optional.empty();
        List<Comparison> rows = new ArrayList<>();
        for (boolean mirroring : new boolean[] {true, false}) {
            MeasuredSide ours = new MeasuredSide();
            MeasuredSide peer = new MeasuredSide();
            long differing = measure(run, model, files, theirs, mirroring, ours, peer);
            String work = "a case " + (mirroring ? "with" : "without") + " mirroring";
            rows.add(row(work, "CPU s", ours.cpu(), peer.cpu(), mirroring ? 0.25 : 0.7));
            rows.add(row(work, "s", ours.wall(), peer.wall(), mirroring ? 0.3 : 0.7));
            rows.add(
                    theirs.isPresent()
                            ? Comparison.of(work + ", peak memory", "MiB", ours.peakMib(), peer.peakMib())
                            : Comparison.of(work + ", peak memory", "MiB", ours.peakMib()));
            if (theirs.isPresent()) {
                rows.add(Comparison.of(work + ", voxels that differ in all cases", "voxels", (double) differing));
            }
        }
        PredictParts parts = new PredictParts(run, model, exported);
        rows.addAll(parts.precisions(files));
        rows.addAll(parts.fullSize());
        return rows;
    }

    private static List<Path> images(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.filter(f -> f.getFileName().toString().endsWith(".nii.gz")
                            && !f.getFileName().toString().startsWith("."))
                    .sorted()
                    .limit((long) ROUNDS * CASES_PER_ROUND)
                    .toList();
        }
        if (files.size() < ROUNDS * CASES_PER_ROUND) {
            throw new UsageException(USAGE + "; found " + files.size() + " images in " + folder + ", expected "
                    + ROUNDS * CASES_PER_ROUND);
        }
        return files;
    }

    private static Comparison row(String work, String unit, List<Double> ours, List<Double> peer, double goal) {
        OptionalDouble other = peer.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(MeasuredSide.median(peer));
        Comparison row = new Comparison(work, unit, MeasuredSide.median(ours), other, OptionalDouble.empty());
        return peer.isEmpty() ? row : row.withGoal(goal);
    }

    private static long measure(
            BenchmarkRun run,
            Model model,
            List<Path> files,
            Optional<Path> theirs,
            boolean mirroring,
            MeasuredSide ours,
            MeasuredSide peer)
            throws Exception {
        long differing = 0;
        PredictedCase steps = new PredictedCase(model, run.threads());
        Path own = Files.createDirectories(run.scratch().resolve("ours" + mirroring));
        Path other = Files.createDirectories(run.scratch().resolve("theirs" + mirroring));
        try (SlidingWindowPredictor network = steps.network(mirroring)) {
            // the first case compiles the code, as the first of a long list does
            steps.predict(network, files.get(0), own);
            for (int round = 0; round < ROUNDS; round++) {
                List<Path> now = files.subList(round * CASES_PER_ROUND, (round + 1) * CASES_PER_ROUND);
                for (Path file : now) {
                    Cost cost = Cost.of(() -> steps.predict(network, file, own));
                    ours.add(cost.cpuSeconds(), cost.wallSeconds(), cost.peakRssMib());
                }
                if (theirs.isPresent()) {
                    Path images = Files.createDirectories(run.scratch().resolve("images" + mirroring + round));
                    for (Path file : now) {
                        Files.copy(file, images.resolve(PredictedCase.caseId(file) + CHANNEL));
                    }
                    for (JsonNode line : peer(run, theirs.get(), model, images, other, mirroring)) {
                        peer.add(
                                line.path("cpu_s").asDouble(),
                                line.path("wall_s").asDouble(),
                                line.path("peak_rss_mib").asDouble());
                    }
                    for (Path file : now) {
                        differing += differing(own, other, PredictedCase.caseId(file));
                    }
                }
                run.progress()
                        .accept(String.format(
                                Locale.ROOT,
                                "%s mirroring, round %d: %.2f CPU-s a case%s",
                                mirroring ? "with" : "without",
                                round + 1,
                                MeasuredSide.median(ours.cpu()),
                                peer.isEmpty()
                                        ? ""
                                        : String.format(
                                                Locale.ROOT, "; peer %.2f CPU-s", MeasuredSide.median(peer.cpu()))));
            }
        }
        return differing;
    }

    private static List<JsonNode> peer(
            BenchmarkRun run, Path model, Model read, Path images, Path out, boolean mirroring) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "predict",
                model.toString(),
                read.configurations().get(0).folds().get(0).fold(),
                images.toString(),
                out.toString(),
                "--threads",
                Integer.toString(run.threads())));
        if (!mirroring) {
            arguments.add("--no-mirroring");
        }
        return run.peer().orElseThrow().run(arguments.toArray(String[]::new));
    }

    private static long differing(Path ours, Path theirs, String caseId) throws IOException {
        LabelVolume a = label(ours.resolve(caseId + ".nii.gz"));
        LabelVolume b = label(theirs.resolve(caseId + ".nii.gz"));
        long differing = 0;
        for (int i = 0; i < a.voxels().length(); i++) {
            differing += a.voxels().get(i) == b.voxels().get(i) ? 0 : 1;
        }
        return differing;
    }

    private static LabelVolume label(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return ImageFileReader.readLabel(in, file.toString());
        }
    }
}

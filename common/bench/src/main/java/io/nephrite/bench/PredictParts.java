package io.nephrite.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.learning.model.Model;
import io.nephrite.learning.network.Precision;
import io.nephrite.learning.predict.SlidingWindowPredictor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a prediction's time is made of: the network in two precisions, what comes before it and after it, a large case. */
final class PredictParts {
    private static final double FIFTH = 0.2;
    private static final double BFLOAT_GOAL = 0.6;
    private static final double EQUAL_PERCENT = 99.9;
    private static final String FULL_CASE = "case_00098";
    private static final String FULL_HEAP = "-Xmx3g";

    private final BenchmarkRun run;
    private final PredictedCase steps;
    private final Path model;
    private final String fold;

    /** @param model as a folder of nnU-Net's */
    PredictParts(BenchmarkRun run, Model model, Path folder) {
        this.run = run;
        this.steps = new PredictedCase(model, run.threads());
        this.model = folder;
        this.fold = model.configurations().get(0).folds().get(0).fold();
    }

    /** The network alone, with mirroring, the precisions in turn; the peer's column is float32. */
    List<Comparison> precisions(List<Path> files) throws Exception {
        MeasuredSide exact = new MeasuredSide();
        MeasuredSide half = new MeasuredSide();
        long voxels = 0;
        long equal = 0;
        try (SlidingWindowPredictor float32 = steps.network(true);
                SlidingWindowPredictor bfloat = steps.network(true, Precision.BF16)) {
            for (int i = 0; i < files.size(); i++) {
                PredictedCase.Prepared prepared = steps.prepare(files.get(i));
                LabelVolume expected = steps.restore(prepared, network(float32, prepared, exact, i > 0));
                LabelVolume found = steps.restore(prepared, network(bfloat, prepared, half, i > 0));
                voxels += expected.voxels().length();
                for (int v = 0; v < expected.voxels().length(); v++) {
                    equal += expected.voxels().get(v) == found.voxels().get(v) ? 1 : 0;
                }
            }
        }
        Comparison time = Comparison.of(
                "network with mirroring in bfloat16 (peer: ours in float32)",
                "CPU s",
                MeasuredSide.median(half.cpu()),
                MeasuredSide.median(exact.cpu()));
        return List.of(
                isFastAtBfloat16() ? time.withGoal(BFLOAT_GOAL) : time,
                Comparison.of(
                        "voxels of the same label in both, goal at least " + EQUAL_PERCENT,
                        "%",
                        100.0 * equal / voxels));
    }

    private static float[] network(
            SlidingWindowPredictor network, PredictedCase.Prepared prepared, MeasuredSide side, boolean isWarm)
            throws Exception {
        float[][] logits = new float[1][];
        Cost cost = Cost.of(() -> logits[0] = network.predict(prepared.input(), done -> {}));
        if (isWarm) {
            side.add(cost.cpuSeconds(), cost.wallSeconds(), cost.peakRssMib());
        }
        return logits[0];
    }

    /** Whether the processor multiplies bfloat16; Linux says so. */
    private static boolean isFastAtBfloat16() throws IOException {
        Path file = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(file)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .filter(flags -> flags.contains("avx512_bf16") || flags.contains("amx_bf16"))
                    .isPresent();
        }
    }

    /** Before and after the network. */
    List<Comparison> shares(List<Path> files) throws Exception {
        MeasuredSide before = new MeasuredSide();
        MeasuredSide after = new MeasuredSide();
        Path out = Files.createDirectories(run.scratch().resolve("parts"));
        float[] logits;
        try (SlidingWindowPredictor network = steps.network(false)) {
            // of another case each time, but of the right size, and as smooth as a network's
            for (int i = 0; i < files.size(); i++) {
                Path file = files.get(i);
                PredictedCase.Prepared[] prepared = new PredictedCase.Prepared[1];
                Cost first = Cost.of(() -> prepared[0] = steps.prepare(file));
                logits = network.predict(prepared[0].input(), done -> {});
                float[] given = logits;
                Cost last = Cost.of(() -> steps.export(prepared[0], given, out));
                if (i > 0) {
                    before.add(first.cpuSeconds(), first.wallSeconds(), first.peakRssMib());
                    after.add(last.cpuSeconds(), last.wallSeconds(), last.peakRssMib());
                }
            }
        }
        MeasuredSide theirBefore = new MeasuredSide();
        MeasuredSide theirAfter = new MeasuredSide();
        if (run.peer().isPresent()) {
            Path images = images(files);
            Path script = run.scratch().resolve("peer_predict_parts.py");
            try (InputStream in = PredictParts.class.getResourceAsStream("peer_predict_parts.py")) {
                Files.copy(in, script);
            }
            List<JsonNode> lines = run.peer()
                    .get()
                    .runScript(
                            script.toAbsolutePath().toString(),
                            model.toString(),
                            fold,
                            images.toString(),
                            run.scratch().resolve("theirparts").toString(),
                            Integer.toString(run.threads()));
            // the first case warms up here too
            for (JsonNode line : lines.subList(2, lines.size())) {
                (line.path("what").asText().equals("export") ? theirAfter : theirBefore)
                        .add(
                                line.path("cpu_s").asDouble(),
                                line.path("wall_s").asDouble(),
                                line.path("peak_rss_mib").asDouble());
            }
        }
        return List.of(
                row("reading and preprocessing a case", before, theirBefore),
                row("export of a case", after, theirAfter));
    }

    private static Comparison row(String work, MeasuredSide ours, MeasuredSide theirs) {
        double mine = MeasuredSide.median(ours.cpu());
        return theirs.isEmpty()
                ? Comparison.of(work, "CPU s", mine)
                : Comparison.of(work, "CPU s", mine, MeasuredSide.median(theirs.cpu()))
                        .withGoal(FIFTH);
    }

    private Path images(List<Path> files) throws IOException {
        Path images = Files.createDirectories(run.scratch().resolve("partimages"));
        for (Path file : files) {
            Files.copy(file, images.resolve(PredictedCase.caseId(file) + "_0000.nii.gz"));
        }
        return images;
    }

    /** A case of 512 × 512 × 234 voxels from its file to its label map, each side in a process of its own. */
    List<Comparison> fullSize() throws Exception {
        Path folder = Files.createDirectories(run.scratch().resolve("full"));
        Path image = folder.resolve("imagesTr/" + FULL_CASE + "_0000.nii.gz");
        if (run.peer().isPresent()) {
            run.peer().get().runScript("make_full_case.py", folder.toString(), FULL_CASE);
        } else {
            Files.createDirectories(image.getParent());
            PreprocessBench.inProcess(
                    PredictWork.class,
                    "make",
                    FULL_HEAP,
                    image.toString(),
                    folder.resolve("label.nii.gz").toString());
        }
        Path out = Files.createDirectories(folder.resolve("ours"));
        JsonNode ours = PreprocessBench.inProcess(
                        PredictWork.class,
                        "case",
                        FULL_HEAP,
                        model.toString(),
                        image.toString(),
                        out.toString(),
                        Integer.toString(run.threads()))
                .get(0);
        Optional<JsonNode> theirs = run.peer().isPresent()
                ? Optional.of(run.peer()
                        .get()
                        .run(
                                "predict",
                                model.toString(),
                                fold,
                                image.getParent().toString(),
                                folder.resolve("theirs").toString(),
                                "--threads",
                                Integer.toString(run.threads()))
                        .get(0))
                : Optional.empty();
        return List.of(
                full("a case of 512 x 512 x 234 whole, with mirroring", "s", "wall_s", ours, theirs, 1.0 / 3),
                full("the same", "CPU s", "cpu_s", ours, theirs, 1.0 / 3),
                full("the same, peak memory", "MiB", "peak_rss_mib", ours, theirs, 0.5));
    }

    private static Comparison full(
            String work, String unit, String field, JsonNode ours, Optional<JsonNode> theirs, double goal) {
        double mine = ours.path(field).asDouble();
        return theirs.map(
                        line -> Comparison.of(work, unit, mine, line.path(field).asDouble())
                                .withGoal(goal))
                .orElseGet(() -> Comparison.of(work, unit, mine));
    }
}

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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a prediction's time is made of: the network in two precisions, what comes before it and after it, a large case. */
final class PredictParts {
    private static final double FIFTH = 0.2;
    private static final double THIRD = 1.0 / 3;
    private static final double HALF = 0.5;
    private static final double BFLOAT_GOAL = 0.6;
    private static final double EQUAL_PERCENT = 99.9;
    private static final String FULL_CASE = "case_00098";
    private static final String FULL_HEAP = "-Xmx3g";
    private static final String HEAP_OF_THREE = "-Xmx6g";

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
        List<JsonNode> ours = PreprocessBench.inProcess(
                PredictWork.class,
                "case",
                FULL_HEAP,
                model.toString(),
                image.toString(),
                out.toString(),
                Integer.toString(run.threads()));
        List<JsonNode> theirs = run.peer().isPresent()
                ? peer(run.peer().get(), image.getParent(), folder.resolve("theirs"))
                : List.of();
        List<JsonNode> apart = several(PredictWork.APART, image, out);
        List<JsonNode> together = several(PredictWork.TOGETHER, image, out);
        return List.of(
                row("a case of 512 x 512 x 234 whole, with mirroring", "s", "predict", "wall_s", ours, theirs, THIRD),
                row("the same", "CPU s", "predict", "cpu_s", ours, theirs, THIRD),
                row("the same, peak memory", "MiB", "predict", "peak_rss_mib", ours, theirs, HALF),
                row("the same, reading and preprocessing", "CPU s", "preprocess", "cpu_s", ours, theirs, FIFTH),
                row("the same, export", "CPU s", "export", "cpu_s", ours, theirs, FIFTH),
                overlap("s", "wall_s", apart, together),
                overlap("CPU s", "cpu_s", apart, together),
                overlap("MiB", "peak_rss_mib", apart, together));
    }

    private List<JsonNode> several(String how, Path image, Path out) throws Exception {
        return PreprocessBench.inProcess(
                PredictWork.class,
                how,
                HEAP_OF_THREE,
                model.toString(),
                image.toString(),
                out.toString(),
                Integer.toString(run.threads()));
    }

    /** Ours in both columns. */
    private static Comparison overlap(String unit, String field, List<JsonNode> apart, List<JsonNode> together) {
        return Comparison.of(
                "four such cases, each read and written while another is in the network (peer: ours one by one)",
                unit,
                value(together, PredictWork.TOGETHER, field),
                value(apart, PredictWork.APART, field));
    }

    /** The whole in one process, its parts in another. */
    private List<JsonNode> peer(Peer peer, Path images, Path out) throws Exception {
        String threads = Integer.toString(run.threads());
        List<JsonNode> lines = new ArrayList<>(
                peer.run("predict", model.toString(), fold, images.toString(), out.toString(), "--threads", threads));
        Path script = run.scratch().resolve("peer_predict_parts.py");
        try (InputStream in = PredictParts.class.getResourceAsStream("peer_predict_parts.py")) {
            Files.copy(in, script);
        }
        lines.addAll(peer.runScript(
                script.toAbsolutePath().toString(),
                model.toString(),
                fold,
                images.toString(),
                out.toString(),
                threads));
        return lines;
    }

    private static Comparison row(
            String work,
            String unit,
            String what,
            String field,
            List<JsonNode> ours,
            List<JsonNode> theirs,
            double goal) {
        double mine = value(ours, what, field);
        return theirs.isEmpty()
                ? Comparison.of(work, unit, mine)
                : Comparison.of(work, unit, mine, value(theirs, what, field)).withGoal(goal);
    }

    private static double value(List<JsonNode> lines, String what, String field) {
        return lines.stream()
                .filter(line -> line.path("what").asText().equals(what))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no line says " + what))
                .path(field)
                .asDouble();
    }
}

package io.nephrite.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.fingerprint.IntensityProperties;
import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.LabelRule;
import io.nephrite.core.plans.NormalizationScheme;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingOrder;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.preprocess.MemoryEstimate;
import io.nephrite.imaging.read.ImageFileReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Preprocessing of a full-size case (234 × 512 × 512 to 146 × 435 × 435 voxels) beside nnU-Net's and ITK's: the whole
 * case from file to file, and its kernels. Our side runs in a process of its own, with the heap that
 * {@link MemoryEstimate} predicts from the header: work that is not done within it fails.
 */
public final class PreprocessBench implements Benchmark {
    private static final String CASE = "case_00098";
    private static final int REPETITIONS = 3;
    private static final double[] SHRINKAGE = {234 / 146.0, 512 / 435.0, 512 / 435.0};
    /** Of the kernels, whose memory is not compared. */
    private static final String KERNEL_HEAP = "-Xmx2g";

    private static final List<String> KERNELS = List.of("crop", "image order 3", "label order 1", "export");

    @Override
    public String name() {
        return "preprocess";
    }

    @Override
    public String summary() {
        return "one full-size CT case, and each kernel; [REPETITIONS], 3 by default";
    }

    @Override
    public List<Comparison> run(BenchmarkRun run) throws Exception {
        int repetitions = run.number(REPETITIONS);
        Path scratch = run.scratch();
        Path raw = scratch.resolve("raw");
        Path image = raw.resolve("imagesTr").resolve(CASE + "_0000.nii.gz");
        Path label = raw.resolve("labelsTr").resolve(CASE + ".nii.gz");
        run.progress().accept("making the case");
        Optional<Path> plans = Optional.empty();
        if (run.peer().isPresent()) {
            run.peer().get().runScript("make_full_case.py", raw.toString(), CASE);
            plans = Optional.of(peerPlans(run.peer().get(), raw, scratch, image));
        } else {
            Files.createDirectories(image.getParent());
            Files.createDirectories(label.getParent());
            inProcess("make", KERNEL_HEAP, image.toString(), label.toString());
        }
        Path parameters = scratch.resolve("parameters.json");
        PreprocessingParameters made = parameters(plans, image);
        Files.write(parameters, Json.bytes(made));
        Map<String, String> heaps = heaps(image, made, run.threads());

        List<JsonNode> ours = new ArrayList<>();
        List<JsonNode> theirs = new ArrayList<>();
        for (int i = 0; i < repetitions; i++) {
            for (String work : List.of("whole", "itk", "kernels")) {
                run.progress().accept("ours: " + work + ", " + (i + 1) + " of " + repetitions);
                ours.addAll(ours(work, heaps.get(work), image, label, parameters, run));
            }
            if (run.peer().isPresent()) {
                run.progress().accept("peer, " + (i + 1) + " of " + repetitions);
                theirs.addAll(theirs(run.peer().get(), image, label, plans.orElseThrow(), scratch));
            }
        }
        return comparisons(ours, theirs);
    }

    private static List<Comparison> comparisons(List<JsonNode> ours, List<JsonNode> theirs) {
        List<Comparison> table = new ArrayList<>();
        table.add(comparison(ours, theirs, "whole case", "preprocess case", "wall_s", "s")
                .withGoal(5 / 49.0));
        table.add(comparison(ours, theirs, "whole case", "preprocess case", "cpu_s", "CPU s"));
        table.add(comparison(ours, theirs, "whole case", "preprocess case", "peak_rss_mib", "MiB")
                .withGoal(1.2 / 3.3));
        table.add(comparison(ours, theirs, "ITK B-spline", "itk bspline", "wall_s", "s")
                .withGoal(0.25));
        table.add(comparison(ours, theirs, "ITK B-spline", "itk bspline", "peak_rss_mib", "MiB")
                .withGoal(500 / 726.0));
        Map<String, Double> goals = Map.of("crop", 0.5 / 6.3, "label order 1", 0.6 / 26, "export", 1 / 8.0);
        for (String kernel : KERNELS) {
            Comparison row = comparison(ours, theirs, kernel, kernel, "wall_s", "s");
            table.add(goals.containsKey(kernel) ? row.withGoal(goals.get(kernel)) : row);
        }
        table.add(Comparison.of(
                "image order 3 by the time that memory needs",
                "",
                median(ours, "image order 3 by memory bandwidth", "factor").orElse(Double.NaN)));
        return table;
    }

    private static Comparison comparison(
            List<JsonNode> ours, List<JsonNode> theirs, String what, String peerWhat, String field, String unit) {
        return new Comparison(
                what,
                unit,
                median(ours, what, field).orElse(Double.NaN),
                median(theirs, peerWhat, field),
                OptionalDouble.empty());
    }

    private static OptionalDouble median(List<JsonNode> lines, String what, String field) {
        double[] values = lines.stream()
                .filter(l -> l.path("what").asText().equals(what))
                .mapToDouble(l -> l.path(field).asDouble())
                .sorted()
                .toArray();
        return values.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(values[values.length / 2]);
    }

    /** Twice each in a fresh process; the second is counted, as a service does one case after another. */
    private static List<JsonNode> ours(
            String work, String heap, Path image, Path label, Path parameters, BenchmarkRun run)
            throws IOException, InterruptedException {
        List<JsonNode> lines = inProcess(
                work,
                heap,
                image.toString(),
                label.toString(),
                parameters.toString(),
                Integer.toString(run.threads()),
                "2",
                run.scratch().toString());
        return lines.subList(lines.size() / 2, lines.size());
    }

    /** Runs {@link PreprocessWork} and returns its JSON lines. */
    static List<JsonNode> inProcess(String work, String heap, String... arguments)
            throws IOException, InterruptedException {
        return inProcess(PreprocessWork.class, work, heap, arguments);
    }

    static List<JsonNode> inProcess(Class<?> main, String work, String heap, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                heap,
                                // Arrays that fill most of the heap do not fit the others' fixed generations.
                                "-XX:+UseG1GC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName(),
                                work),
                        Stream.of(arguments))
                .toList();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("our side (" + work + ") ended with status " + status);
        }
        return output.lines()
                .map(line -> Json.tree(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    private static List<JsonNode> theirs(Peer peer, Path image, Path label, Path plans, Path scratch)
            throws IOException, InterruptedException {
        List<JsonNode> lines = new ArrayList<>(
                peer.run("preprocess", scratch.resolve("peer").toString(), "98", "3d_fullres", "--cases", CASE));
        lines.addAll(peer.run(
                "itk",
                image.toString(),
                label.toString(),
                "3.22",
                "1.62",
                "1.62",
                scratch.resolve("itk").toString()));
        Path script = scratch.resolve("peer_kernels.py");
        try (InputStream in = PreprocessBench.class.getResourceAsStream("peer_kernels.py")) {
            Files.write(script, in.readAllBytes());
        }
        lines.addAll(peer.runScript(
                script.toAbsolutePath().toString(), image.toString(), label.toString(), plans.toString(), "3"));
        return lines;
    }

    /** nnU-Net's own plans for a dataset of this case alone, with another spacing, so that there is work to do. */
    private static Path peerPlans(Peer peer, Path raw, Path scratch, Path image)
            throws IOException, InterruptedException {
        String work = scratch.resolve("peer").toString();
        peer.run("convert", raw.toString(), work, "98", "Bench");
        peer.run("verify", work, "98");
        peer.run("plan", work, "98");
        Path file = scratch.resolve("peer/preprocessed/Dataset098_Bench/nnUNetPlans.json");
        ObjectNode plans = (ObjectNode) Json.tree(Files.readAllBytes(file));
        Spacing target =
                target(AxisOrder.of(Json.mapper().convertValue(plans.get("transpose_forward"), int[].class)), image);
        ((ObjectNode) plans.at("/configurations/3d_fullres"))
                .set("spacing", Json.mapper().valueToTree(target));
        Files.write(file, Json.pretty(plans));
        return file;
    }

    private static Map<String, String> heaps(Path image, PreprocessingParameters parameters, int threads)
            throws IOException {
        ImageHeader header;
        try (InputStream in = Files.newInputStream(image)) {
            header = ImageFileReader.readHeader(in, image.toString());
        }
        MemoryEstimate whole = MemoryEstimate.ofPreprocessing(
                CASE, header.channels(), header.shape(), header.spacing(), parameters, threads);
        MemoryEstimate itk = MemoryEstimate.ofRawResampling(
                CASE, header.channels(), header.shape(), header.spacing(), PreprocessWork.RECIPE, threads);
        return Map.of("whole", heap(whole), "itk", heap(itk), "kernels", KERNEL_HEAP);
    }

    private static String heap(MemoryEstimate estimate) {
        return "-Xmx" + ((estimate.bytes() >> 20) + 1) + "m";
    }

    static void writeParameters(Path file, Path image) throws IOException {
        Files.write(file, Json.bytes(parameters(Optional.empty(), image)));
    }

    private static PreprocessingParameters parameters(Optional<Path> plans, Path image) throws IOException {
        if (plans.isPresent()) {
            Plans parsed = Plans.parse(Files.readAllBytes(plans.get()));
            return PreprocessingParameters.of(
                    parsed, parsed.configuration("3d_fullres"), List.of(List.of(1), List.of(2)), Optional.empty());
        }
        AxisOrder order = AxisOrder.of(2, 0, 1);
        Spacing target = target(order, image);
        return new PreprocessingParameters(
                PreprocessingOrder.V2,
                order,
                List.of(target.z(), target.y(), target.x()),
                List.of(NormalizationScheme.CT),
                List.of(false),
                Map.of("0", new IntensityProperties(304, 101, 102, -79, -79, 304, 76.9)),
                3,
                0,
                1,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.of(LabelRule.HIGHEST_SCORE),
                List.of(List.of(1), List.of(2)),
                Optional.empty());
    }

    private static Spacing target(AxisOrder order, Path image) throws IOException {
        try (InputStream in = Files.newInputStream(image)) {
            Spacing own =
                    order.apply(ImageFileReader.readHeader(in, image.toString()).spacing());
            return new Spacing(own.z() * SHRINKAGE[0], own.y() * SHRINKAGE[1], own.x() * SHRINKAGE[2]);
        }
    }
}

package io.nephrite.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.fingerprint.Quantile;
import io.nephrite.core.geometry.Shape3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A full-size pair of label maps with surface distances, and the kernels of that: the exact Euclidean distance
 * transform, beside scipy's where there is a peer, and the labelling of components.
 */
public final class EvaluateBench implements Benchmark {
    private static final double VOXELS = new Shape3(512, 512, 234).voxels();
    private static final double THIRD = 1.0 / 3;
    private static final double PAIR_SECONDS = 4;
    private static final double PAIR_MIB = 600;
    /** 100 million voxels a second. */
    private static final double NANOS_PER_VOXEL = 10;

    private static final String SCIPY = """
            import json, sys, time, numpy, scipy.ndimage
            mask = numpy.load(sys.argv[1])
            for time_ in range(3):
                wall, cpu = time.perf_counter(), time.process_time()
                scipy.ndimage.distance_transform_edt(mask, sampling=[float(s) for s in sys.argv[2:5]])
                print(json.dumps({"what": "transform", "wall_s": time.perf_counter() - wall,
                                  "cpu_s": time.process_time() - cpu}), flush=True)
            """;

    @Override
    public String name() {
        return "evaluate";
    }

    @Override
    public String summary() {
        return "a full-size pair with surface distances, its distance transform beside scipy's, and components";
    }

    @Override
    public List<Comparison> run(BenchmarkRun run) throws Exception {
        Path image = run.scratch().resolve("image.nii.gz");
        Path label = run.scratch().resolve("label.nii.gz");
        Path mask = run.scratch().resolve("mask.npy");
        run.progress().accept("a case of full size");
        work("make", "-Xmx1g", image.toString(), label.toString());
        run.progress().accept("a pair");
        JsonNode pair = work("pair", "-Xmx448m", label.toString(), label.toString(), Integer.toString(run.threads()))
                .get(0);
        run.progress().accept("kernels");
        List<JsonNode> kernels = work("kernels", "-Xmx1g", label.toString(), mask.toString());
        List<Comparison> table = new ArrayList<>();
        table.add(Comparison.of("pair of 234x512x512 with surface distances", "s", seconds(pair, "wall_s"))
                .withGoal(PAIR_SECONDS));
        table.add(Comparison.of(
                        "its resident set", "MiB", pair.path("peak_rss_mib").asDouble())
                .withGoal(PAIR_MIB));
        double transform = median(kernels, "transform");
        table.add(scipy(run.peer(), run.scratch(), mask)
                .map(theirs -> Comparison.of("exact distance transform, 1 thread", "CPU s", transform, theirs)
                        .withGoal(THIRD))
                .orElseGet(() -> Comparison.of("exact distance transform, 1 thread", "CPU s", transform)));
        table.add(Comparison.of("components, 1 thread", "ns/voxel", median(kernels, "components") * 1e9 / VOXELS)
                .withGoal(NANOS_PER_VOXEL));
        return table;
    }

    private static List<JsonNode> work(String work, String heap, String... arguments)
            throws IOException, InterruptedException {
        return PreprocessBench.inProcess(EvaluateWork.class, work, heap, arguments);
    }

    private static Optional<Double> scipy(Optional<Peer> peer, Path scratch, Path mask)
            throws IOException, InterruptedException {
        if (peer.isEmpty()) {
            return Optional.empty();
        }
        Path script = Files.writeString(scratch.resolve("transform.py"), SCIPY);
        return Optional.of(median(
                peer.get()
                        .runScript(
                                script.toAbsolutePath().toString(), mask.toString(), "0.69921875", "0.69921875", "1"),
                "transform"));
    }

    private static double median(List<JsonNode> lines, String what) {
        return Quantile.median(lines.stream()
                .filter(line -> line.path("what").asText().equals(what))
                .mapToDouble(line -> seconds(line, "cpu_s"))
                .toArray());
    }

    private static double seconds(JsonNode line, String field) {
        return line.path(field).asDouble();
    }
}

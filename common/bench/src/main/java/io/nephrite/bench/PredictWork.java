package io.nephrite.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.json.Json;
import io.nephrite.core.model.ModelPlace;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.model.Model;
import io.nephrite.learning.model.ModelReader;
import io.nephrite.learning.predict.SlidingWindowPredictor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Our prediction of one case in a process of its own, so that its memory is its own, or of several of its size. Prints a
 * JSON line for each part and for the whole, as the peer does.
 */
public final class PredictWork {
    private PredictWork() {}

    static final String APART = "apart";
    static final String TOGETHER = "together";

    private static final int CASES = 4;

    /**
     * {@code case MODEL IMAGE OUT THREADS}, {@code apart} or {@code together} with the same arguments, or
     * {@code make IMAGE LABEL}.
     */
    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "make" -> FullSizeCase.write(Path.of(args[1]), Path.of(args[2]));
            case "case" -> predict(Path.of(args[1]), Path.of(args[2]), Path.of(args[3]), Integer.parseInt(args[4]));
            case APART, TOGETHER ->
                several(
                        Path.of(args[1]),
                        Path.of(args[2]),
                        Path.of(args[3]),
                        Integer.parseInt(args[4]),
                        args[0].equals(TOGETHER));
            default -> throw new IllegalArgumentException("unknown work " + args[0]);
        }
    }

    private static void predict(Path folder, Path image, Path out, int threads) throws Exception {
        try (ModelPlace place = ModelPlace.open(folder)) {
            Model model = ModelReader.read(place.folder(), CheckpointStore.Kind.FINAL, Optional.empty());
            PredictedCase steps = new PredictedCase(model, threads);
            try (SlidingWindowPredictor network = steps.network(true)) {
                PredictedCase.Prepared[] prepared = new PredictedCase.Prepared[1];
                float[][] logits = new float[1][];
                Cost before = Cost.of(() -> prepared[0] = steps.prepare(image));
                Cost within = Cost.of(() -> logits[0] = network.predict(prepared[0].input(), done -> {}));
                Cost after = Cost.of(() -> steps.export(prepared[0], logits[0], out));
                print("preprocess", List.of(before));
                print("export", List.of(after));
                print("predict", List.of(before, within, after));
            }
        }
    }

    /** The same image several times: one after the other, or each read and written while another is in the network. */
    private static void several(Path folder, Path image, Path out, int threads, boolean together) throws Exception {
        try (ModelPlace place = ModelPlace.open(folder)) {
            Model model = ModelReader.read(place.folder(), CheckpointStore.Kind.FINAL, Optional.empty());
            PredictedCase steps = new PredictedCase(model, threads);
            try (SlidingWindowPredictor network = steps.network(true)) {
                Cost cost = Cost.of(
                        () -> together ? together(steps, network, image, out) : apart(steps, network, image, out));
                print(together ? TOGETHER : APART, List.of(cost));
            }
        }
    }

    private static Void apart(PredictedCase steps, SlidingWindowPredictor network, Path image, Path out)
            throws Exception {
        for (int i = 0; i < CASES; i++) {
            steps.predict(network, image, out);
        }
        return null;
    }

    /** As {@code ./nephrite predict} does it: the next case is read, one is in the network, the last one is written. */
    private static Void together(PredictedCase steps, SlidingWindowPredictor network, Path image, Path out)
            throws Exception {
        ExecutorService reading = Executors.newSingleThreadExecutor();
        ExecutorService writing = Executors.newSingleThreadExecutor();
        try {
            Future<PredictedCase.Prepared> next = reading.submit(() -> steps.prepare(image));
            Optional<Future<Void>> written = Optional.empty();
            for (int i = 0; i < CASES; i++) {
                PredictedCase.Prepared prepared = next.get();
                if (i + 1 < CASES) {
                    next = reading.submit(() -> steps.prepare(image));
                }
                float[] logits = network.predict(prepared.input(), done -> {});
                if (written.isPresent()) {
                    written.get().get();
                }
                written = Optional.of(writing.submit(() -> steps.export(prepared, logits, out)));
            }
            return written.orElseThrow().get();
        } finally {
            reading.shutdownNow();
            writing.shutdownNow();
        }
    }

    private static void print(String what, List<Cost> costs) {
        ObjectNode line = Json.mapper().createObjectNode();
        line.put("what", what);
        line.put("wall_s", costs.stream().mapToDouble(Cost::wallSeconds).sum());
        line.put("cpu_s", costs.stream().mapToDouble(Cost::cpuSeconds).sum());
        line.put(
                "peak_rss_mib",
                costs.stream().mapToDouble(Cost::peakRssMib).max().orElseThrow());
        System.out.println(line);
    }
}

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

/**
 * Our prediction of one case in a process of its own, so that its memory is its own. Prints a JSON line for each
 * part and for the whole, as the peer does.
 */
public final class PredictWork {
    private PredictWork() {}

    /** {@code case MODEL IMAGE OUT THREADS}, or {@code make IMAGE LABEL}. */
    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "make" -> FullSizeCase.write(Path.of(args[1]), Path.of(args[2]));
            case "case" -> predict(Path.of(args[1]), Path.of(args[2]), Path.of(args[3]), Integer.parseInt(args[4]));
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

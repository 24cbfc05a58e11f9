package io.nephrite.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.json.Json;
import io.nephrite.core.model.ModelPlace;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.model.Model;
import io.nephrite.learning.model.ModelReader;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Our prediction of one case in a process of its own, so that its memory is its own. Prints a JSON line as the peer does.
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
            PredictedCase parts = new PredictedCase(model, threads);
            Cost cost;
            try (var network = parts.network(true)) {
                cost = Cost.of(() -> parts.predict(network, image, out));
            }
            ObjectNode line = Json.mapper().createObjectNode();
            line.put("what", "predict").put("wall_s", cost.wallSeconds()).put("cpu_s", cost.cpuSeconds());
            line.put("peak_rss_mib", cost.peakRssMib());
            System.out.println(line);
        }
    }
}

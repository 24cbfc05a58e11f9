package io.nephrite.local.command;

import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import io.nephrite.learning.checkpoint.Checkpoint;
import io.nephrite.local.client.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * {@code predictions.json} beside the label maps: with what they were made. So label maps of two models never stand in
 * one folder as if they were of one.
 *
 * @param previousStage folder with its label maps
 * @param weights SHA-256 of each fold's weights, in the order of the folds
 */
record PredictionRecord(
        String dataset,
        String configuration,
        List<String> folds,
        List<String> weights,
        String plans,
        boolean mirroring,
        double stepFraction,
        Optional<String> previousStage) {
    static final String FILE = "predictions.json";

    static PredictionRecord of(PredictionRequest request, List<Checkpoint> checkpoints) {
        return new PredictionRecord(
                request.model().dataset(),
                request.configuration().name(),
                request.folds().stream().map(f -> f.fold()).toList(),
                checkpoints.stream().map(PredictionRecord::hash).toList(),
                ContentHash.of(Json.bytes(request.model()
                        .plans()
                        .configuration(request.configuration().name())
                        .toJson())),
                request.settings().mirroring(),
                request.settings().stepFraction(),
                request.previousStage().map(p -> p.toAbsolutePath().normalize().toString()));
    }

    private static String hash(Checkpoint checkpoint) {
        MessageDigest digest = ContentHash.sha256();
        checkpoint
                .model()
                .network()
                .parameters()
                .forEach(p -> digest.update(checkpoint.byName().get(p.name()).data()));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** @throws BadInput where the folder holds label maps that were made with something else */
    void require(Path out) throws IOException {
        Path file = out.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new BadInput(out + " holds label maps of these cases, and no " + FILE
                    + " that says with what they were made; use another folder, or --overwrite");
        }
        PredictionRecord found;
        try {
            found = Json.read(Files.readAllBytes(file), PredictionRecord.class);
        } catch (IllegalArgumentException e) {
            throw new BadInput(file + ": " + e.getMessage() + "; use another folder, or --overwrite", e);
        }
        if (!found.equals(this)) {
            throw new BadInput(out + " holds label maps that were made with other weights or settings ("
                    + found.configuration + ", folds " + found.folds + ", mirroring " + found.mirroring + ", step "
                    + found.stepFraction + "; expected " + configuration + ", folds " + folds + ", mirroring "
                    + mirroring + ", step " + stepFraction + "); use another folder, or --overwrite");
        }
    }

    void write(Path out) throws IOException {
        Files.write(out.resolve(FILE), Json.pretty(this));
    }
}

package io.nephrite.local.command;

import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import io.nephrite.learning.checkpoint.Checkpoint;
import io.nephrite.learning.network.Precision;
import io.nephrite.local.client.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code predictions.json} beside the label maps: with what they were made. So label maps of two models never stand in
 * one folder as if they were of one.
 *
 * @param precision that was asked for; absent: none was
 * @param previousStage folder with its label maps
 * @param configuration or several, in the order in which they are averaged
 * @param weights SHA-256 of each fold's weights, in the order of the folds
 * @param filters of each set of labels in turn only the largest connected component was kept
 */
record PredictionRecord(
        String dataset,
        String configuration,
        List<String> folds,
        List<String> weights,
        String plans,
        boolean mirroring,
        double stepFraction,
        Optional<String> precision,
        Optional<String> previousStage,
        List<List<Integer>> filters) {
    static final String FILE = "predictions.json";

    PredictionRecord {
        // documents of before predictions were postprocessed say nothing of it
        filters = filters == null ? List.of() : filters;
        // nor of a precision before one could be asked for
        precision = precision == null ? Optional.empty() : precision;
    }

    static PredictionRecord of(PredictionRequest request) {
        List<PredictionRequest.Member> members = request.members();
        List<String> plans = members.stream()
                .map(member -> ContentHash.of(Json.bytes(
                        request.model().plans().configuration(member.name()).toJson())))
                .toList();
        return new PredictionRecord(
                request.model().dataset(),
                members.stream().map(PredictionRequest.Member::name).collect(Collectors.joining(" + ")),
                members.stream().flatMap(member -> member.foldNames().stream()).toList(),
                members.stream()
                        .flatMap(member -> member.folds().stream())
                        .map(fold -> hash(fold.checkpoint()))
                        .toList(),
                String.join(" ", plans),
                request.settings().mirroring(),
                request.settings().stepFraction(),
                request.precision().map(Precision::json),
                request.previousStage().map(p -> p.toAbsolutePath().normalize().toString()),
                request.filters());
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
                    + found.stepFraction + ", precision " + found.precision.orElse("auto") + ", largest components "
                    + found.filters + "; expected " + configuration
                    + ", folds " + folds + ", mirroring "
                    + mirroring + ", step " + stepFraction + ", precision " + precision.orElse("auto")
                    + ", largest components " + filters
                    + "); use another folder, or --overwrite");
        }
    }

    void write(Path out) throws IOException {
        Files.write(out.resolve(FILE), Json.pretty(this));
    }
}

package io.nephrite.trainer.step;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.NextStageMap;
import io.nephrite.core.pipeline.PreviousStage;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.npy.Npy;
import io.nephrite.imaging.npy.NpyMapping;
import io.nephrite.imaging.volume.LabelArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;

/** Keeps what one stage of a cascade makes for the next, and hands it to that one. Maps first, their markers last. */
final class NextStageMaps {
    private static final int CASES_SHOWN = 5;

    private final ObjectStore results;

    NextStageMaps(ObjectStore results) {
        this.results = results;
    }

    /** Whether every next stage has what this fold makes of a case. */
    boolean isComplete(StoredVersion version, FoldId fold, String caseId) {
        return version.segmentedFor(fold, caseId).values().stream()
                .allMatch(stage -> results.exists(stage.marker(caseId)));
    }

    /**
     * @param map (Z, Y, X), plan frame of the next stage
     * @param guarded store that the job may still write to
     */
    void keep(PreviousStage stage, String caseId, LabelArray map, Shape3 shape, ObjectStore guarded) {
        MessageDigest digest = ContentHash.sha256();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream compressed = Npy.compressing(packed);
                OutputStream out = new DigestOutputStream(compressed, digest)) {
            Npy.write(out, map, 1, shape.z(), shape.y(), shape.x());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        guarded.put(stage.map(caseId), packed.toByteArray());
        guarded.putIfAbsent(
                stage.marker(caseId),
                Json.bytes(new NextStageMap(caseId, HexFormat.of().formatHex(digest.digest()))));
    }

    /** Maps a case's segmentation into memory. */
    NpyMapping open(PreviousStage stage, String caseId, VolumeCache.Hold hold) {
        NextStageMap marker = Json.read(results.bytes(stage.marker(caseId)), NextStageMap.class);
        return hold.volume(stage.map(caseId), marker.sha256());
    }

    /**
     * Asked before anything is trained, not when a batch draws the first of them.
     *
     * @throws PipelineException INVALID_DATASET that names the cases whose segmentation is not there
     */
    static void requireAll(StoredVersion version, FoldId fold) {
        Set<String> missing = version.missingPreviousStage(fold);
        if (!missing.isEmpty()) {
            String previous =
                    version.previousStage(fold.configuration()).orElseThrow().configuration();
            throw new PipelineException(
                    FailureCode.INVALID_DATASET,
                    fold.inWords() + " needs a segmentation by " + previous + " of each of its cases, and "
                            + missing.size() + " have none: "
                            + String.join(
                                    ", ", missing.stream().limit(CASES_SHOWN).toList())
                            + (missing.size() > CASES_SHOWN ? ", …" : "")
                            + "; it starts by itself when all folds of " + previous
                            + " are trained and their validation cases predicted: correct those that failed, then seal the"
                            + " dataset again");
        }
    }
}

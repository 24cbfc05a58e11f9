package io.nephrite.learning.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.store.Content;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The checkpoints of one training: a safetensors object with the tensors and a JSON object that points to it, holds its
 * SHA-256 and is written last. While a training runs, each checkpoint is a new pair under {@code checkpoint_latest/},
 * its JSON written only where none is; the highest number is the newest, and the last two are kept.
 */
public final class CheckpointStore {
    private static final String FORMAT = "nephrite-checkpoint-1";
    private static final int KEPT = 2;

    private final ObjectStore store;
    private final FoldFolder folder;

    /** Checkpoints that stay when a training has ended; {@code checkpoint_final} and so on in the fold's folder. */
    public enum Kind {
        FINAL,
        BEST;

        private FoldFolder.CheckpointFiles in(FoldFolder folder) {
            return this == FINAL ? folder.finalCheckpoint() : folder.bestCheckpoint();
        }
    }

    /** What the JSON object holds. */
    private record Document(
            String format,
            String tensors,
            long bytes,
            String sha256,
            long iteration,
            ModelDescription model,
            JsonNode progress) {}

    /**
     * Makes the store of one training's checkpoints.
     *
     * @param prefix folder of the fold; ends in a slash
     */
    public CheckpointStore(ObjectStore store, String prefix) {
        this.store = store;
        this.folder = new FoldFolder(prefix);
    }

    /** Writes the newest checkpoint of a running training and removes all but the last two. */
    public void saveLatest(Checkpoint checkpoint) {
        FoldFolder.CheckpointFiles latest = folder.latestCheckpoint(checkpoint.iteration());
        Document document = putTensors(latest.tensors(), checkpoint);
        // where the pointer is there already, the same training has been here before a restart
        store.putIfAbsent(latest.document(), Json.bytes(document));
        List<FoldFolder.CheckpointFiles> all = latest();
        keepLatest(all.subList(Math.max(0, all.size() - KEPT), all.size()));
    }

    public void save(Kind kind, Checkpoint checkpoint) {
        FoldFolder.CheckpointFiles names = kind.in(folder);
        store.put(names.document(), Json.bytes(putTensors(names.tensors(), checkpoint)));
        if (kind == Kind.FINAL) {
            keepLatest(List.of());
        }
    }

    /**
     * Finds the newest complete checkpoint. A damaged one is removed with a warning, and the one before it is taken.
     *
     * @return empty if there is no checkpoint; the training then starts from the beginning
     */
    public Optional<Checkpoint> newest(Consumer<String> warnings) {
        List<FoldFolder.CheckpointFiles> all = latest();
        for (int i = all.size() - 1; i >= 0; i--) {
            try {
                return Optional.of(read(all.get(i)));
            } catch (DamagedException e) {
                warnings.accept("checkpoint " + all.get(i).stem() + " is damaged (" + e.getMessage() + "); "
                        + (i > 0 ? "going on from the one before" : "no earlier one is left"));
                delete(all.get(i));
            }
        }
        try {
            return has(Kind.FINAL) ? Optional.of(read(folder.finalCheckpoint())) : Optional.empty();
        } catch (DamagedException e) {
            warnings.accept(
                    "the final checkpoint is damaged (" + e.getMessage() + "); the training begins again at epoch 0");
            return Optional.empty();
        }
    }

    /** Whether the training has begun. */
    public boolean hasAny() {
        return has(Kind.FINAL) || !latest().isEmpty();
    }

    public boolean has(Kind kind) {
        return store.exists(kind.in(folder).document());
    }

    /**
     * Reads a checkpoint.
     *
     * @throws PipelineException where it is absent or damaged
     */
    public Checkpoint read(Kind kind) {
        try {
            return read(kind.in(folder));
        } catch (DamagedException e) {
            throw new PipelineException(
                    FailureCode.INVALID_CASE,
                    kind.in(folder).stem() + " cannot be used: " + e.getMessage() + "; train the fold again",
                    e);
        }
    }

    private List<FoldFolder.CheckpointFiles> latest() {
        return store.list(folder.latestCheckpoints()).stream()
                .flatMap(object -> FoldFolder.CheckpointFiles.ofDocument(object.key()).stream())
                .toList();
    }

    /** Removes all others, tensors too whose document a crash has prevented. A document goes before its tensors. */
    private void keepLatest(List<FoldFolder.CheckpointFiles> kept) {
        for (ObjectInfo object : store.list(folder.latestCheckpoints())) {
            if (kept.stream().noneMatch(checkpoint -> checkpoint.has(object.key()))) {
                store.delete(object.key());
            }
        }
    }

    private void delete(FoldFolder.CheckpointFiles checkpoint) {
        store.delete(checkpoint.document());
        store.delete(checkpoint.tensors());
    }

    private Document putTensors(String key, Checkpoint checkpoint) {
        Content content = Safetensors.content(checkpoint.tensors());
        store.put(key, content);
        String name = key.substring(key.lastIndexOf('/') + 1);
        return new Document(
                FORMAT,
                name,
                content.size(),
                sha256(content),
                checkpoint.iteration(),
                checkpoint.model(),
                checkpoint.progress());
    }

    private static String sha256(Content content) {
        MessageDigest digest = ContentHash.sha256();
        byte[] piece = new byte[1 << 16];
        try (InputStream in = content.open()) {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                digest.update(piece, 0, n);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private Checkpoint read(FoldFolder.CheckpointFiles names) throws DamagedException {
        byte[] json =
                store.find(names.document()).orElseThrow(() -> new DamagedException("there is no " + names.document()));
        Document document;
        try {
            document = Json.read(json, Document.class);
        } catch (IllegalArgumentException e) {
            throw new DamagedException("malformed JSON: " + e.getMessage());
        }
        if (!FORMAT.equals(document.format())) {
            throw new DamagedException("format is " + document.format() + ", expected " + FORMAT);
        }
        byte[] bytes = store.find(names.tensors()).orElseThrow(() -> new DamagedException("its tensors are missing"));
        String sha256 = HexFormat.of().formatHex(ContentHash.sha256().digest(bytes));
        if (!sha256.equals(document.sha256())) {
            throw new DamagedException(
                    "SHA-256 of " + document.tensors() + " is " + sha256 + ", expected " + document.sha256());
        }
        try {
            return new Checkpoint(
                    document.model(),
                    document.iteration(),
                    document.progress(),
                    List.copyOf(Safetensors.read(bytes).values()));
        } catch (IOException e) {
            throw new DamagedException(e.getMessage());
        }
    }

    /** Not the bytes that were written. */
    private static final class DamagedException extends Exception {
        DamagedException(String message) {
            super(message);
        }
    }
}

package io.nephrite.learning.model;

import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import io.nephrite.core.model.ModelManifest;
import io.nephrite.core.model.ModelManifest.Member;
import io.nephrite.core.model.ModelManifest.ModelFile;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.store.Content;
import io.nephrite.core.store.FolderObjectStore;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.learning.checkpoint.Checkpoint;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.network.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes a model as a folder of its own: plans, dataset.json, experiment.json, what else there is, and of each fold the
 * weights alone, without the momentum that a training goes on from. The manifest with all hashes comes last.
 */
public final class ModelWriter {
    private final Model model;
    private final ObjectStore folder;

    private ModelWriter(Model model, ObjectStore folder) {
        this.model = model;
        this.folder = folder;
    }

    /**
     * Writes a model.
     *
     * @param dataset where it is not to be the model's own
     * @param licence and notes as the user gives them
     */
    public static ModelManifest write(
            Model model, Optional<String> dataset, Optional<String> licence, Optional<String> notes, Path target) {
        return new ModelWriter(model, new FolderObjectStore(target)).write(dataset, licence, notes);
    }

    private ModelManifest write(Optional<String> dataset, Optional<String> licence, Optional<String> notes) {
        List<TrainedConfiguration> configurations = model.configurations();
        SortedMap<String, ModelFile> files = new TreeMap<>();
        put(files, ModelManifest.PLANS, model.plans().bytes());
        put(files, ModelManifest.DATASET_JSON, NnunetExport.datasetJson(model.description()));
        put(files, ModelManifest.EXPERIMENT, Json.pretty(model.experiment()));
        for (Map.Entry<String, byte[]> document : model.documents().entrySet()) {
            if (isTaken(document.getKey(), configurations)) {
                put(files, document.getKey(), document.getValue());
            }
        }
        for (TrainedConfiguration configuration : configurations) {
            for (TrainedFold fold : configuration.folds()) {
                put(files, configuration.name(), fold);
            }
        }
        ModelManifest manifest = new ModelManifest(
                ModelManifest.FORMAT,
                dataset.orElseGet(() -> asKey(model.dataset())),
                configurations.stream()
                        .map(c -> new Member(c.name(), c.foldNames()))
                        .toList(),
                model.place(),
                model.remarks(),
                licence,
                notes,
                files);
        folder.put(ModelManifest.FILE, Json.pretty(manifest));
        return manifest;
    }

    /** A dataset's free name becomes part of keys. */
    private static String asKey(String name) {
        String key = name.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^[^A-Za-z0-9]+", "");
        return key.isEmpty() ? "imported" : key;
    }

    /** Documents of folds that stay behind stay too. */
    private static boolean isTaken(String path, List<TrainedConfiguration> configurations) {
        return !path.contains("/")
                || configurations.stream()
                        .anyMatch(c -> c.folds().stream()
                                .anyMatch(f -> path.startsWith(
                                        FoldFolder.inResults(c.name(), f.fold()).prefix())));
    }

    private void put(SortedMap<String, ModelFile> files, String configuration, TrainedFold fold) {
        Checkpoint all = fold.checkpoint();
        List<Tensor> weights = all.model().network().parameters().stream()
                .map(p -> all.byName().get(p.name()))
                .toList();
        FoldFolder names = FoldFolder.inResults(configuration, fold.fold());
        new CheckpointStore(folder, names.prefix())
                .save(
                        CheckpointStore.Kind.FINAL,
                        new Checkpoint(all.model(), all.iteration(), all.progress(), weights));
        for (String key : List.of(
                names.finalCheckpoint().document(), names.finalCheckpoint().tensors())) {
            files.put(key, stored(key));
        }
    }

    private void put(SortedMap<String, ModelFile> files, String path, byte[] document) {
        folder.put(path, Content.of(document));
        files.put(path, stored(path));
    }

    private ModelFile stored(String path) {
        MessageDigest digest = ContentHash.sha256();
        byte[] piece = new byte[1 << 16];
        long bytes = 0;
        try (InputStream in = folder.get(path)) {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                digest.update(piece, 0, n);
                bytes += n;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ModelFile(bytes, HexFormat.of().formatHex(digest.digest()));
    }
}

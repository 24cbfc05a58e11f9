package io.nephrite.learning.model;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.model.ModelManifest;
import io.nephrite.learning.checkpoint.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Opens a model, whichever of the known kinds of folder it lies in. Weights are read later. */
public final class ModelReader {
    /** An archive of nnU-Net holds {@code <dataset>/<trainer>__<plans>__<configuration>/}. */
    private static final int DEEPEST = 3;

    private ModelReader() {}

    /**
     * Reads a model.
     *
     * @param folder a results folder of ours, a model folder of ours, a model folder of nnU-Net, or a folder around one
     *     of these
     * @param kind which weights of each fold
     * @param configuration that is wanted, where the folder is around several model folders of nnU-Net
     * @throws PipelineException {@link FailureCode#INVALID_MODEL}, {@link FailureCode#INVALID_PLANS} or {@link
     *     FailureCode#INVALID_DATASET}: what was found, what was expected
     */
    public static Model read(Path folder, CheckpointStore.Kind kind, Optional<String> configuration)
            throws IOException {
        List<Path> found = new ArrayList<>();
        search(folder, DEEPEST, found);
        if (found.size() > 1 && configuration.isPresent()) {
            found.removeIf(f -> NnunetFolder.configurationOf(f).isPresent()
                    && !NnunetFolder.configurationOf(f).equals(configuration));
        }
        if (found.size() != 1) {
            throw new PipelineException(
                    FailureCode.INVALID_MODEL,
                    folder
                            + (found.isEmpty()
                                    ? ": found no trained model; expected " + ModelManifest.FILE
                                            + ", or plans with trained folds as `run` leaves them (<configuration>/fold_0/"
                                            + "checkpoint_final.json), or a model folder of nnU-Net (plans.json,"
                                            + " dataset.json, fold_0/checkpoint_final.pth)"
                                    : ": found " + found.size() + " models, "
                                            + found.stream()
                                                    .map(f ->
                                                            folder.relativize(f).toString())
                                                    .toList()
                                            + "; name one of these folders, or a --configuration"));
        }
        return readHere(found.get(0), kind);
    }

    private static void search(Path folder, int deeper, List<Path> found) throws IOException {
        if (OwnFolder.isOne(folder) || NnunetFolder.isOne(folder)) {
            found.add(folder);
            return;
        }
        if (deeper == 0) {
            return;
        }
        List<Path> inside;
        try (Stream<Path> files = Files.list(folder)) {
            inside = files.filter(Files::isDirectory).sorted().toList();
        }
        for (Path child : inside) {
            search(child, deeper - 1, found);
        }
    }

    private static Model readHere(Path folder, CheckpointStore.Kind kind) throws IOException {
        return NnunetFolder.isOne(folder) ? NnunetFolder.read(folder, kind) : OwnFolder.read(folder, kind);
    }
}

package io.nephrite.learning.model;

import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import io.nephrite.core.model.ModelManifest;
import io.nephrite.core.model.ModelManifest.ModelFile;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.store.FolderObjectStore;
import io.nephrite.learning.checkpoint.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A results folder as {@code run} leaves it, or a model folder, which is laid out alike and has a manifest with the
 * SHA-256 of each file.
 */
final class OwnFolder {
    private static final String REPORT = "report.json";
    private static final String PLANS_OF_RESULTS = "nnUNet.*Plans.*\\.json";

    private final Path folder;
    private final Optional<ModelManifest> manifest;
    private final Map<String, byte[]> documents = new TreeMap<>();

    private OwnFolder(Path folder) throws IOException {
        this.folder = folder;
        Path file = folder.resolve(ModelManifest.FILE);
        manifest = Files.isRegularFile(file)
                ? Optional.of(ModelManifest.parse(Files.readAllBytes(file), file.toString()))
                : Optional.empty();
    }

    static boolean isOne(Path folder) throws IOException {
        return Files.isRegularFile(folder.resolve(ModelManifest.FILE))
                || (Files.isRegularFile(folder.resolve(ModelManifest.DATASET_JSON))
                        && Files.isRegularFile(folder.resolve(ModelManifest.EXPERIMENT))
                        && !plansFiles(folder).isEmpty());
    }

    static Model read(Path folder, CheckpointStore.Kind kind) throws IOException {
        return new OwnFolder(folder).model(kind);
    }

    private Model model(CheckpointStore.Kind kind) throws IOException {
        Path plansFile = plansFile();
        Plans plans = Plans.parse(document(folder.relativize(plansFile).toString(), "the plans"));
        Path datasetJson = folder.resolve(ModelManifest.DATASET_JSON);
        Description description =
                FolderFiles.description(document(ModelManifest.DATASET_JSON, "the description"), datasetJson);
        Experiment experiment = Files.isRegularFile(folder.resolve(ModelManifest.EXPERIMENT))
                ? Experiment.parse(document(ModelManifest.EXPERIMENT, "the experiment"))
                : Experiment.defaults();
        for (String name : List.of(ModelManifest.FINGERPRINT, ModelManifest.POSTPROCESSING)) {
            optionalDocument(name);
        }
        List<TrainedConfiguration> configurations = new ArrayList<>();
        for (String configuration : plans.configurationNames()) {
            List<TrainedFold> folds = new ArrayList<>();
            for (String fold : FolderFiles.folds(folder.resolve(configuration))) {
                fold(configuration, fold, kind).ifPresent(folds::add);
            }
            if (!folds.isEmpty()) {
                configurations.add(new TrainedConfiguration(configuration, folds));
            }
        }
        if (configurations.isEmpty()) {
            throw new PipelineException(
                    FailureCode.INVALID_MODEL,
                    folder + ": found no trained fold; expected <configuration>/fold_0/"
                            + (kind == CheckpointStore.Kind.FINAL ? "checkpoint_final.json" : "checkpoint_best.json"));
        }
        return new Model(
                folder.toString(),
                manifest.isPresent() ? manifest.get().dataset() : name(description),
                plans,
                description,
                experiment,
                configurations,
                documents,
                manifest.map(ModelManifest::remarks).orElse(List.of()));
    }

    /** As the report of a results folder says; without one such a folder has the dataset's name. */
    private String name(Description description) throws IOException {
        Path report = folder.resolve(REPORT);
        if (Files.isRegularFile(report)) {
            String reported = Json.tree(FolderFiles.bytes(report, "the report"))
                    .path("dataset")
                    .asText();
            if (!reported.isEmpty()) {
                return reported;
            }
        }
        Path last = folder.toAbsolutePath().normalize().getFileName();
        return last == null ? description.name() : last.toString();
    }

    private Optional<TrainedFold> fold(String configuration, String fold, CheckpointStore.Kind kind)
            throws IOException {
        FoldFolder names = FoldFolder.inResults(configuration, fold);
        CheckpointStore checkpoints = new CheckpointStore(new FolderObjectStore(folder), names.prefix());
        if (!checkpoints.has(kind)) {
            return Optional.empty();
        }
        // the document holds the hash of the weights, so that whoever trusts it can check them
        document(
                (kind == CheckpointStore.Kind.FINAL ? names.finalCheckpoint() : names.bestCheckpoint()).document(),
                "a checkpoint");
        optionalDocument(names.lineage());
        return Optional.of(new TrainedFold(fold, () -> checkpoints.read(kind)));
    }

    private void optionalDocument(String path) throws IOException {
        if (Files.isRegularFile(folder.resolve(path))) {
            documents.put(path, document(path, path));
        }
    }

    private byte[] document(String path, String expected) throws IOException {
        byte[] bytes = FolderFiles.bytes(folder.resolve(path), expected);
        if (manifest.isPresent()) {
            ModelFile stored = manifest.get().files().get(path);
            String found = HexFormat.of().formatHex(ContentHash.sha256().digest(bytes));
            if (stored == null || !stored.sha256().equals(found)) {
                throw new PipelineException(
                        FailureCode.INVALID_MODEL,
                        folder.resolve(path) + ": SHA-256 is " + found + ", " + ModelManifest.FILE + " says "
                                + (stored == null ? "nothing of this file" : stored.sha256())
                                + "; a model is never changed. Copy it again");
            }
        }
        return bytes;
    }

    private Path plansFile() throws IOException {
        List<Path> found = plansFiles(folder);
        if (found.size() != 1) {
            throw new PipelineException(
                    FailureCode.INVALID_MODEL,
                    folder + ": found " + found.size() + " plans documents, expected one, nnUNet…Plans.json or "
                            + ModelManifest.PLANS);
        }
        return found.get(0);
    }

    private static List<Path> plansFiles(Path folder) throws IOException {
        Path own = folder.resolve(ModelManifest.PLANS);
        if (Files.isRegularFile(own)) {
            return List.of(own);
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().matches(PLANS_OF_RESULTS))
                    .sorted()
                    .toList();
        }
    }
}

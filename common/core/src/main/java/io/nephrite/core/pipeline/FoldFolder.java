package io.nephrite.core.pipeline;

import io.nephrite.core.identity.FoldId;
import java.util.Locale;
import java.util.Optional;

/**
 * Names of what lies in the folder of one fold's training: in the store, or in a results folder on disk.
 *
 * @param prefix ends in a slash
 */
public record FoldFolder(String prefix) {
    private static final String DOCUMENT = ".json";
    private static final String LINEAGE = "lineage.json";
    private static final String TENSORS = ".safetensors";

    public FoldFolder {
        if (!prefix.endsWith("/")) {
            throw new IllegalArgumentException("prefix must end in a slash: " + prefix);
        }
    }

    /** In bucket {@code nephrite}. */
    public static FoldFolder of(FoldId fold) {
        return new FoldFolder(ObjectKeys.fold(fold));
    }

    /** Below a results folder. */
    public static FoldFolder inResults(String configuration, String fold) {
        return new FoldFolder(configuration + "/fold_" + fold + "/");
    }

    /**
     * The same folder inside another one, such as that of a model.
     *
     * @param folder ends in a slash
     */
    public FoldFolder inside(String folder) {
        return new FoldFolder(folder + prefix);
    }

    /** Settings, warnings and epochs of the training so far. */
    public String journal() {
        return prefix + "debug.json";
    }

    public String log() {
        return prefix + "training_log.txt";
    }

    /** What the weights were trained on. */
    public String lineage() {
        return prefix + LINEAGE;
    }

    /** The same beside the Dice that the weights have reached. */
    public String validationLineage() {
        return validation() + LINEAGE;
    }

    /** Curves of the training so far. */
    public String picture() {
        return prefix + "progress.png";
    }

    /** The weights at the end of the training. */
    public CheckpointFiles finalCheckpoint() {
        return new CheckpointFiles(prefix + "checkpoint_final");
    }

    /** The weights with the best moving average of the pseudo Dice. */
    public CheckpointFiles bestCheckpoint() {
        return new CheckpointFiles(prefix + "checkpoint_best");
    }

    /** Checkpoints of a running training; ends in a slash. */
    public String latestCheckpoints() {
        return prefix + "checkpoint_latest/";
    }

    /** Later iterations come later in the order of keys. */
    public CheckpointFiles latestCheckpoint(long iteration) {
        return new CheckpointFiles(latestCheckpoints() + String.format(Locale.ROOT, "%010d", iteration));
    }

    /** Predictions of the validation cases and their summary; ends in a slash. */
    public String validation() {
        return prefix + "validation/";
    }

    /**
     * Returns the key of a validation case's prediction.
     *
     * @param ending of the file's name, as {@link io.nephrite.core.dataset.DatasetManifest#predictionEnding}
     */
    public String prediction(String caseId, String ending) {
        return validation() + caseId + ending;
    }

    public String summary() {
        return validation() + "summary.json";
    }

    /** Whether a key belongs to the checkpoints of a training that has not ended, whatever its fold. */
    public static boolean isOfRunningTraining(String key) {
        return key.contains(new FoldFolder("/").latestCheckpoints());
    }

    /** The fold of a key of a checkpoint of a training that has not ended; empty where it is none. */
    public static Optional<FoldFolder> ofRunningTraining(String key) {
        int end = key.indexOf(new FoldFolder("/").latestCheckpoints());
        return end < 0 ? Optional.empty() : Optional.of(new FoldFolder(key.substring(0, end + 1)));
    }

    /**
     * The two objects of a checkpoint.
     *
     * @param stem their keys without the endings
     */
    public record CheckpointFiles(String stem) {
        /** The checkpoint that a document belongs to; empty where the key is not one of a document. */
        public static Optional<CheckpointFiles> ofDocument(String key) {
            return key.endsWith(DOCUMENT)
                    ? Optional.of(new CheckpointFiles(key.substring(0, key.length() - DOCUMENT.length())))
                    : Optional.empty();
        }

        /** The checkpoint that tensors belong to; empty where the key is not one of tensors. */
        public static Optional<CheckpointFiles> ofTensors(String key) {
            return key.endsWith(TENSORS)
                    ? Optional.of(new CheckpointFiles(key.substring(0, key.length() - TENSORS.length())))
                    : Optional.empty();
        }

        /** Points to the tensors; written last. */
        public String document() {
            return stem + DOCUMENT;
        }

        public String tensors() {
            return stem + TENSORS;
        }

        /** Whether an object belongs to this checkpoint. */
        public boolean has(String key) {
            return key.startsWith(stem + ".");
        }
    }
}

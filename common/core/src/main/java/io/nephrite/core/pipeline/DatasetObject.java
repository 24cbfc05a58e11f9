package io.nephrite.core.pipeline;

import java.util.Optional;

/**
 * What an object below a dataset's folder is, by its key alone: the inverse of {@link ObjectKeys} for whoever looks at
 * all of them.
 *
 * @param owner the version or the training that it belongs to; empty where it belongs to neither
 */
public record DatasetObject(Family family, String owner) {
    /** What belongs together. */
    public enum Family {
        /** Computed from the content of a case or from settings, and shared by all versions that have these. */
        SHARED,
        /** Computed by a training for the next stage of a cascade. */
        NEXT_STAGE,
        /** Says where the files of a finished training are. */
        TRAINING_MARKER,
        /** Belongs to one version. */
        VERSION,
        /** A failure that was recorded. */
        FAILURE,
        /** A document of the dataset as a whole, or something that this release does not know. */
        OTHER
    }

    /**
     * Finds out what the object of a key is.
     *
     * @param key of bucket {@code nephrite}
     * @return empty where the object does not lie below this dataset
     */
    public static Optional<DatasetObject> of(String dataset, String key) {
        return ObjectKeys.below(dataset + "/", key).map(DatasetObject::ofPath);
    }

    private static DatasetObject ofPath(String path) {
        String[] parts = path.split("/", 3);
        if (parts.length < 2) {
            return new DatasetObject(Family.OTHER, "");
        }
        return switch (parts[0]) {
            case "checks", "fingerprints", "foreground", "preprocessing", "preprocessed", "volumes" ->
                new DatasetObject(Family.SHARED, "");
            case "next_stage" -> new DatasetObject(Family.NEXT_STAGE, parts[1]);
            case "trainings" -> new DatasetObject(Family.TRAINING_MARKER, withoutEnding(parts[1]));
            case "results", "metrics", "skipped", "sweeps", "logits", "report-pages" ->
                new DatasetObject(Family.VERSION, withoutEnding(parts[1]));
            case "failures" -> new DatasetObject(Family.FAILURE, "");
            default -> new DatasetObject(Family.OTHER, "");
        };
    }

    private static String withoutEnding(String name) {
        return name.endsWith(".json") ? name.substring(0, name.length() - ".json".length()) : name;
    }
}

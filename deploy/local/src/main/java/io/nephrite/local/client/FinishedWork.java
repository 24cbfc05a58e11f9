package io.nephrite.local.client;

import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.pipeline.CurrentVersion;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** Finds out from the store alone whether any work is left for a dataset. */
public final class FinishedWork {
    private final ObjectStore datasets;
    private final ObjectStore results;

    public FinishedWork(ObjectStore datasets, ObjectStore results) {
        this.datasets = datasets;
        this.results = results;
    }

    /** The version that was sealed after the last upload, where all work on it up to {@code stage} is done. */
    public Optional<VersionId> version(String dataset, Milestone stage) {
        Optional<ObjectInfo> current = results.stat(ObjectKeys.current(dataset));
        Instant uploaded = datasets.list(ObjectKeys.uploads(dataset)).stream()
                .map(ObjectInfo::lastModified)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MAX);
        if (current.isEmpty() || !current.get().lastModified().isAfter(uploaded)) {
            return Optional.empty();
        }
        VersionId version = CurrentVersion.find(results, dataset).orElseThrow().of(dataset);
        return isDone(new StoredVersion(results, version), stage) ? Optional.of(version) : Optional.empty();
    }

    private boolean isDone(StoredVersion version, Milestone stage) {
        return switch (stage) {
            case CHECKED -> true;
            case FINGERPRINT -> results.exists(ObjectKeys.datasetFingerprint(version.id()));
            case PLANS -> version.isPlanned();
            case PREPROCESSED ->
                version.isPlanned() && version.missingVolumes(Optional.empty()).isEmpty();
            case TRAINED -> version.isPlanned() && version.trainedFolds().containsAll(version.folds());
            case REPORT ->
                version.report().isPresent() && version.missingTestPredictions().isEmpty();
        };
    }
}

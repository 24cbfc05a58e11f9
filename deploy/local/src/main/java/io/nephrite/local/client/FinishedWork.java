package io.nephrite.local.client;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.Stage;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.PlannedVersion;
import io.nephrite.core.planning.PlanningOutcome.PlannedConfiguration;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells from the store alone whether there is anything left to do for a dataset. */
public final class FinishedWork {
    private final ObjectStore datasets;
    private final ObjectStore results;

    public FinishedWork(ObjectStore datasets, ObjectStore results) {
        this.datasets = datasets;
        this.results = results;
    }

    /** The version that was sealed after the last upload, where all work on it up to {@code stage} is done. */
    public Optional<VersionId> version(String dataset, Stage stage) {
        Optional<ObjectInfo> current = results.stat(ObjectKeys.current(dataset));
        Instant uploaded = datasets.list(ObjectKeys.uploads(dataset)).stream()
                .map(ObjectInfo::lastModified)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MAX);
        if (current.isEmpty() || !current.get().lastModified().isAfter(uploaded)) {
            return Optional.empty();
        }
        VersionId version = new VersionId(
                dataset,
                Json.tree(results.bytes(ObjectKeys.current(dataset)))
                        .path("version")
                        .asText());
        return isDone(version, stage) ? Optional.of(version) : Optional.empty();
    }

    private boolean isDone(VersionId version, Stage stage) {
        return switch (stage) {
            case CHECKED -> true;
            case FINGERPRINT -> results.exists(ObjectKeys.datasetFingerprint(version));
            case PLANS -> results.exists(ObjectKeys.planning(version));
            case PREPROCESSED -> isDone(version, Stage.PLANS) && isPreprocessed(version);
            case TRAINED -> isDone(version, Stage.PLANS) && isTrained(version);
            case REPORT -> results.exists(ObjectKeys.report(version));
        };
    }

    private boolean isPreprocessed(VersionId version) {
        PlannedVersion planned = PlannedVersion.read(results, version);
        for (PlannedConfiguration configuration : planned.planning().configurations()) {
            String parameters = configuration.parametersId();
            Set<String> markers = results.list(ObjectKeys.preprocessed(version.dataset(), parameters)).stream()
                    .map(ObjectInfo::key)
                    .collect(Collectors.toSet());
            for (String caseId : planned.planning().cases()) {
                CaseFiles files = planned.trainingCase(caseId);
                if (!markers.contains(ObjectKeys.properties(version.dataset(), parameters, files))) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isTrained(VersionId version) {
        return PlannedVersion.read(results, version).planning().configurations().stream()
                .flatMap(c -> c.trainings().stream())
                .allMatch(t -> results.exists(ObjectKeys.training(version.dataset(), t.trainingId())));
    }
}

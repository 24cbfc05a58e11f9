package io.nephrite.core.lineage;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.pipeline.CheckedCase;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out from the store what weights were trained on. One instance per question; it keeps what it has read. */
public final class StoredLineage {
    private final ObjectStore results;
    private final Map<String, List<String>> images = new HashMap<>();

    /**
     * Makes a reader of lineages in the store.
     *
     * @param results bucket of the services
     */
    public StoredLineage(ObjectStore results) {
        this.results = results;
    }

    /**
     * Of the weights that a fold of a version has, or will have: as its training has recorded it, else by the documents
     * of the version and of those that it goes on from.
     *
     * @throws PipelineException INVALID_EXPERIMENT where a version on the way is not in the store
     */
    public TrainingLineage of(FoldId fold) {
        return of(fold, List.of());
    }

    private TrainingLineage of(FoldId fold, List<String> descendants) {
        Optional<byte[]> recorded = results.find(ObjectKeys.lineage(fold));
        if (recorded.isPresent()) {
            return TrainingLineage.parse(recorded.get());
        }
        String version = fold.version().version();
        if (descendants.contains(version)) {
            throw new PipelineException(
                    FailureCode.INVALID_EXPERIMENT,
                    "experiment.json /continueFrom: versions go on from each other in a circle: "
                            + String.join(" -> ", descendants) + " -> " + version);
        }
        StoredVersion planned = planned(fold.version());
        List<String> path = new ArrayList<>(descendants);
        path.add(version);
        return of(planned, fold.fold(), planned.experiment().continueFrom().map(before -> of(fold.in(before), path)));
    }

    /**
     * Of a training that goes on from another, or begins again.
     *
     * @param earlier what the first weights were trained on
     */
    public TrainingLineage of(StoredVersion planned, String fold, Optional<TrainingLineage> earlier) {
        String version = planned.id().version();
        List<TrainedCase> own = planned.fold(fold).train().stream()
                .map(planned::trainingCase)
                .map(files -> new TrainedCase(identity(planned.manifest(), files), version, files.contentId()))
                .toList();
        return TrainingLineage.of(version, own, earlier);
    }

    public CaseIdentity identity(DatasetManifest manifest, CaseFiles files) {
        return new CaseIdentity(
                files.caseId(),
                images.computeIfAbsent(
                        ObjectKeys.check(manifest.dataset(), files),
                        key -> CheckedCase.find(results, manifest.dataset(), files)
                                .map(CheckedCase::imageHashes)
                                .orElse(List.of())),
                Optional.ofNullable(manifest.groups().get(files.caseId())));
    }

    private StoredVersion planned(VersionId id) {
        StoredVersion version = new StoredVersion(results, id);
        if (!version.isPlanned()) {
            throw new PipelineException(
                    FailureCode.INVALID_EXPERIMENT,
                    "experiment.json /continueFrom: version " + id.version() + " of " + id.dataset()
                            + " is not planned, or not in the store any more, so it is unknown which cases its weights"
                            + " were trained on; give a version that status names, or leave continueFrom out");
        }
        return version;
    }
}

package io.nephrite.core.pipeline;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import io.nephrite.core.planning.PreviousStageFolds;
import io.nephrite.core.planning.WorkOrder.ConfigurationWork;
import io.nephrite.core.planning.WorkOrder.FoldWork;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The segmentations that a configuration of a cascade takes from the stage before it: one of each case, on the grid of
 * the case as it is preprocessed for this configuration. They are named by what they depend on, so that versions share
 * them. Not thread-safe.
 */
public final class PreviousStage {
    private final ObjectStore results;
    private final StoredVersion version;
    private final ConfigurationWork before;
    private final PreviousStageFolds folds;
    private final String targetId;

    PreviousStage(
            ObjectStore results, StoredVersion version, ConfigurationWork configuration, ConfigurationWork before) {
        this.results = results;
        this.version = version;
        this.before = before;
        this.folds = PreviousStageFolds.of(version.splits(), version.planning().cases());
        Map<String, Object> target = new TreeMap<>();
        target.put("parameters", configuration.parametersId());
        target.put("prediction", version.experiment().prediction());
        target.put("resampling", version.plans().configuration(before.name()).probabilitiesResampling());
        this.targetId = ContentHash.of(Json.bytes(target));
    }

    /** The configuration that makes the segmentations. */
    public String configuration() {
        return before.name();
    }

    /** The fold of {@link #configuration} that segments a case. */
    public String fold(String caseId) {
        return folds.of(caseId);
    }

    /** int8 or int16 (1, Z, Y, X), {@code .npy.zst}. */
    public String map(String caseId) {
        return ObjectKeys.nextStageMap(
                version.id().dataset(), trainingId(fold(caseId)), targetId, version.trainingCase(caseId));
    }

    /** Written after the map: {@link NextStageMap}. */
    public String marker(String caseId) {
        return ObjectKeys.nextStageMarker(
                version.id().dataset(), trainingId(fold(caseId)), targetId, version.trainingCase(caseId));
    }

    private String trainingId(String fold) {
        return before.training(fold)
                .map(FoldWork::trainingId)
                .orElseThrow(() -> new PipelineException(
                        FailureCode.INVALID_PLANS,
                        version.id().dataset() + ": fold " + fold + " of " + before.name()
                                + ", which segments cases for the next stage, is not planned in version "
                                + version.id().version() + "; seal the dataset again"));
    }

    /** Cases whose segmentation is not there yet, ascending. */
    public Set<String> missing(Collection<String> cases) {
        Map<String, Set<String>> present = new HashMap<>();
        Set<String> missing = new TreeSet<>();
        for (String caseId : cases) {
            Set<String> keys = present.computeIfAbsent(trainingId(fold(caseId)), trainingId -> {
                Set<String> listed = new HashSet<>();
                results.list(ObjectKeys.nextStage(version.id().dataset(), trainingId, targetId)).stream()
                        .map(ObjectInfo::key)
                        .forEach(listed::add);
                return listed;
            });
            if (!keys.contains(marker(caseId))) {
                missing.add(caseId);
            }
        }
        return missing;
    }
}

package io.nephrite.core.pipeline;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.planning.FoldSplits;
import io.nephrite.core.planning.PlannedWork;
import io.nephrite.core.planning.PlanningOutcome;
import io.nephrite.core.planning.PlanningOutcome.PlannedConfiguration;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.store.ObjectStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The documents of a planned dataset version, as the store has them. */
public record PlannedVersion(
        DatasetManifest manifest, Experiment experiment, PlanningOutcome planning, Plans plans, FoldSplits splits) {

    /** @throws ObjectStore.NoSuchObjectException where the version is not planned */
    public static PlannedVersion read(ObjectStore results, VersionId version) {
        PlanningOutcome planning = planning(results, version);
        return new PlannedVersion(
                DatasetManifest.parse(results.bytes(ObjectKeys.manifest(version))),
                Experiment.parse(results.bytes(ObjectKeys.experiment(version))),
                planning,
                Plans.parse(results.bytes(ObjectKeys.plans(version, planning.plansName()))),
                FoldSplits.parse(results.bytes(ObjectKeys.splits(version))));
    }

    /**
     * What is to be done: without the cases that were left out after planning, if there are any.
     *
     * @throws ObjectStore.NoSuchObjectException where the version is not planned
     */
    public static PlanningOutcome planning(ObjectStore results, VersionId version) {
        return PlanningOutcome.parse(results.find(ObjectKeys.reducedPlanning(version))
                .orElseGet(() -> results.bytes(ObjectKeys.planning(version))));
    }

    /**
     * The same plans and splits without some cases.
     *
     * @param leftOut case → reason
     * @throws PipelineException INVALID_DATASET where a fold has no case left
     */
    public PlanningOutcome without(Map<String, String> leftOut) {
        Map<String, String> skipped = new TreeMap<>(planning.skipped());
        skipped.putAll(leftOut);
        List<CaseFiles> cases = planning.cases().stream()
                .filter(id -> !leftOut.containsKey(id))
                .map(this::trainingCase)
                .toList();
        return PlannedWork.of(plans, experiment, manifest, cases, splits, skipped)
                .outcome();
    }

    /** @throws PipelineException INVALID_PLANS where it is not planned */
    public PlannedConfiguration configuration(String name) {
        return planning.configuration(name)
                .orElseThrow(() -> new PipelineException(
                        FailureCode.INVALID_PLANS,
                        manifest.dataset() + ": configuration " + name + " is not planned in version "
                                + manifest.version()));
    }

    public VersionId id() {
        return manifest.versionId();
    }

    /** Cases that train and validate a fold. */
    public FoldSplits.Split fold(String fold) {
        return splits.fold(fold, planning.cases());
    }

    /** @throws PipelineException INVALID_DATASET where the version has no such case */
    public CaseFiles trainingCase(String caseId) {
        return manifest.trainingCase(caseId)
                .orElseThrow(() -> new PipelineException(
                        FailureCode.INVALID_DATASET,
                        manifest.dataset() + ": no training case " + caseId + " in version " + manifest.version()));
    }
}

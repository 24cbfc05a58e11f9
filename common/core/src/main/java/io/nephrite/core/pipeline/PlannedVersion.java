package io.nephrite.core.pipeline;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.planning.FoldSplits;
import io.nephrite.core.planning.PlanningOutcome;
import io.nephrite.core.planning.PlanningOutcome.PlannedConfiguration;
import io.nephrite.core.plans.Plans;

/** The documents of a planned dataset version, as the store has them. */
public record PlannedVersion(
        DatasetManifest manifest, Experiment experiment, PlanningOutcome planning, Plans plans, FoldSplits splits) {

    /** @throws ObjectStore.NoSuchObjectException where the version is not planned */
    public static PlannedVersion read(ObjectStore results, String dataset, String version) {
        PlanningOutcome planning = PlanningOutcome.parse(results.bytes(ObjectKeys.planning(dataset, version)));
        return new PlannedVersion(
                DatasetManifest.parse(results.bytes(ObjectKeys.manifest(dataset, version))),
                Experiment.parse(results.bytes(ObjectKeys.experiment(dataset, version))),
                planning,
                Plans.parse(results.bytes(ObjectKeys.plans(dataset, version, planning.plansName()))),
                FoldSplits.parse(results.bytes(ObjectKeys.splits(dataset, version))));
    }

    /** @throws PipelineException INVALID_PLANS where it is not planned */
    public PlannedConfiguration configuration(String name) {
        return planning.configuration(name)
                .orElseThrow(() -> new PipelineException(
                        FailureCode.INVALID_PLANS,
                        manifest.dataset() + ": configuration " + name + " is not planned in version "
                                + manifest.version()));
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

package io.nephrite.planner.app;

import io.nephrite.core.event.CaseFingerprinted;
import io.nephrite.core.event.CasePredicted;
import io.nephrite.core.event.CasePreprocessed;
import io.nephrite.core.event.DatasetSealed;
import io.nephrite.core.event.PlansCreated;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.planner.step.PlanExperimentStep;
import io.nephrite.planner.step.ReleaseTrainingStep;
import io.nephrite.runtime.messaging.StepRunner;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The planner's channels: all are fan-ins, so each takes one event at a time. */
@ApplicationScoped
class PlanningListener {
    private final StepRunner runner;
    private final PlanExperimentStep planExperiment;
    private final ReleaseTrainingStep releaseTraining;

    @Inject
    PlanningListener(StepRunner runner, PlanExperimentStep planExperiment, ReleaseTrainingStep releaseTraining) {
        this.runner = runner;
        this.planExperiment = planExperiment;
        this.releaseTraining = releaseTraining;
    }

    @Incoming("dataset-sealed")
    @Blocking
    void datasetSealed(byte[] body) {
        runner.run(DatasetSealed.class, body, planExperiment);
    }

    @Incoming("case-fingerprinted")
    @Blocking
    void caseFingerprinted(byte[] body) {
        runner.run(CaseFingerprinted.class, body, planExperiment);
    }

    @Incoming("work-failed")
    @Blocking
    void workFailed(byte[] body) {
        runner.run(WorkFailed.class, body, planExperiment);
        runner.run(WorkFailed.class, body, releaseTraining);
    }

    @Incoming("plans-created")
    @Blocking
    void plansCreated(byte[] body) {
        runner.run(PlansCreated.class, body, releaseTraining);
    }

    @Incoming("case-predicted")
    @Blocking
    void casePredicted(byte[] body) {
        runner.run(CasePredicted.class, body, releaseTraining);
    }

    @Incoming("case-preprocessed")
    @Blocking
    void casePreprocessed(byte[] body) {
        runner.run(CasePreprocessed.class, body, releaseTraining);
    }
}

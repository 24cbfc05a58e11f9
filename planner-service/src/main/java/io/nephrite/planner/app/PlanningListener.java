package io.nephrite.planner.app;

import io.nephrite.core.event.CaseFingerprinted;
import io.nephrite.core.event.CasePredicted;
import io.nephrite.core.event.CasePreprocessed;
import io.nephrite.core.event.DatasetSealed;
import io.nephrite.core.event.PlansCreated;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.pipeline.Step;
import io.nephrite.planner.step.TrainingRelease;
import io.nephrite.planner.step.VersionPlanning;
import io.nephrite.runtime.messaging.StepRunner;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The planner's channels: all are fan-ins, so each takes one event at a time. */
@ApplicationScoped
class PlanningListener {
    private final StepRunner runner;
    private final VersionPlanning planning;
    private final TrainingRelease release;

    @Inject
    PlanningListener(StepRunner runner, VersionPlanning planning, TrainingRelease release) {
        this.runner = runner;
        this.planning = planning;
        this.release = release;
    }

    @Incoming("dataset-sealed")
    @Blocking
    void datasetSealed(byte[] body) {
        runner.run(DatasetSealed.class, body, Step.of(Work.PLAN_EXPERIMENT, planning::handle));
    }

    @Incoming("case-fingerprinted")
    @Blocking
    void caseFingerprinted(byte[] body) {
        runner.run(CaseFingerprinted.class, body, Step.of(Work.PLAN_EXPERIMENT, planning::handle));
    }

    @Incoming("work-failed")
    @Blocking
    void workFailed(byte[] body) {
        runner.run(WorkFailed.class, body, Step.of(Work.PLAN_EXPERIMENT, planning::handle));
        runner.run(WorkFailed.class, body, Step.of(Work.RELEASE_TRAINING, release::handle));
    }

    @Incoming("plans-created")
    @Blocking
    void plansCreated(byte[] body) {
        runner.run(PlansCreated.class, body, Step.of(Work.RELEASE_TRAINING, release::handle));
    }

    @Incoming("case-predicted")
    @Blocking
    void casePredicted(byte[] body) {
        runner.run(CasePredicted.class, body, Step.of(Work.RELEASE_TRAINING, release::handle));
    }

    @Incoming("case-preprocessed")
    @Blocking
    void casePreprocessed(byte[] body) {
        runner.run(CasePreprocessed.class, body, Step.of(Work.RELEASE_TRAINING, release::handle));
    }
}

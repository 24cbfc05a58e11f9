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
import io.nephrite.runtime.trace.TraceParent;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
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
    void datasetSealed(byte[] body, Optional<TraceParent> asker) {
        runner.run(DatasetSealed.class, body, asker, Step.of(Work.PLAN_EXPERIMENT, planning::handle));
    }

    @Incoming("case-fingerprinted")
    @Blocking
    void caseFingerprinted(byte[] body, Optional<TraceParent> asker) {
        runner.run(CaseFingerprinted.class, body, asker, Step.of(Work.PLAN_EXPERIMENT, planning::handle));
    }

    @Incoming("work-failed")
    @Blocking
    void workFailed(byte[] body, Optional<TraceParent> asker) {
        runner.run(WorkFailed.class, body, asker, Step.of(Work.PLAN_EXPERIMENT, planning::handle));
        runner.run(WorkFailed.class, body, asker, Step.of(Work.RELEASE_TRAINING, release::handle));
    }

    @Incoming("plans-created")
    @Blocking
    void plansCreated(byte[] body, Optional<TraceParent> asker) {
        runner.run(PlansCreated.class, body, asker, Step.of(Work.RELEASE_TRAINING, release::handle));
    }

    @Incoming("case-predicted")
    @Blocking
    void casePredicted(byte[] body, Optional<TraceParent> asker) {
        runner.run(CasePredicted.class, body, asker, Step.of(Work.RELEASE_TRAINING, release::handle));
    }

    @Incoming("case-preprocessed")
    @Blocking
    void casePreprocessed(byte[] body, Optional<TraceParent> asker) {
        runner.run(CasePreprocessed.class, body, asker, Step.of(Work.RELEASE_TRAINING, release::handle));
    }
}

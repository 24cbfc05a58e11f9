package io.nephrite.trainer.step;

import io.nephrite.core.event.Event;
import io.nephrite.core.event.PredictionRequested;
import io.nephrite.core.event.Work;
import io.nephrite.core.job.Job;
import io.nephrite.core.job.TrainerJobs;
import io.nephrite.core.pipeline.Step;
import io.nephrite.core.store.ObjectStore;
import java.util.List;
import java.util.function.Consumer;

/** Makes a job of a requested prediction, unless it is there already. Safe to repeat. */
public final class RequestPredictionStep implements Step<PredictionRequested> {
    private final ObjectStore results;
    private final Consumer<Job> submit;

    /**
     * Makes the step.
     *
     * @param submit returns when the job object is written
     */
    public RequestPredictionStep(ObjectStore results, Consumer<Job> submit) {
        this.results = results;
        this.submit = submit;
    }

    @Override
    public Work work() {
        return Work.REQUEST_PREDICTION;
    }

    @Override
    public List<Event> handle(PredictionRequested event) {
        if (PredictCaseStep.isDone(results, event)) {
            return List.of(PredictCaseStep.predicted(event));
        }
        submit.accept(TrainerJobs.of(event));
        return List.of();
    }
}

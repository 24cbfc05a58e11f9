package io.nephrite.trainer.step;

import io.nephrite.core.event.Event;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.event.Work;
import io.nephrite.core.job.Job;
import io.nephrite.core.job.TrainerJobs;
import io.nephrite.core.pipeline.Step;
import io.nephrite.core.store.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes a job of a requested training, unless its result is in this version already. Safe to repeat. */
public final class RequestTrainingStep implements Step<TrainingRequested> {
    private final ObjectStore results;
    private final Consumer<Job> submit;

    /**
     * Makes the step.
     *
     * @param submit returns when the job object is written
     */
    public RequestTrainingStep(ObjectStore results, Consumer<Job> submit) {
        this.results = results;
        this.submit = submit;
    }

    @Override
    public Work work() {
        return Work.REQUEST_TRAINING;
    }

    @Override
    public List<Event> handle(TrainingRequested event) {
        Optional<FinishedTraining> finished = FinishedTraining.find(results, event);
        if (finished.isPresent() && finished.get().isAtPlaceOf(event)) {
            return List.of(TrainFoldStep.trained(event));
        }
        submit.accept(TrainerJobs.of(event));
        return List.of();
    }
}

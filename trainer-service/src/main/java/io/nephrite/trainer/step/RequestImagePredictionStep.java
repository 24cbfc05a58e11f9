package io.nephrite.trainer.step;

import io.nephrite.core.event.Event;
import io.nephrite.core.event.ImagePredictionRequested;
import io.nephrite.core.event.Work;
import io.nephrite.core.job.Job;
import io.nephrite.core.job.TrainerJobs;
import io.nephrite.core.pipeline.Step;
import io.nephrite.core.store.ObjectStore;
import java.util.List;
import java.util.function.Consumer;

/** Makes a job of an image to predict, unless the same model has predicted the same image. Safe to repeat. */
public final class RequestImagePredictionStep implements Step<ImagePredictionRequested> {
    private final ObjectStore results;
    private final Consumer<Job> submit;

    /**
     * Makes the step.
     *
     * @param submit returns when the job object is written
     */
    public RequestImagePredictionStep(ObjectStore results, Consumer<Job> submit) {
        this.results = results;
        this.submit = submit;
    }

    @Override
    public Work work() {
        return Work.REQUEST_IMAGE_PREDICTION;
    }

    @Override
    public List<Event> handle(ImagePredictionRequested event) {
        if (PredictImageStep.isDone(results, event)) {
            return List.of(PredictImageStep.predicted(results, event));
        }
        submit.accept(TrainerJobs.of(event));
        return List.of();
    }
}

package io.nephrite.trainer.step;

import io.nephrite.core.event.Event;
import io.nephrite.core.pipeline.Step;
import io.nephrite.core.pipeline.job.Job;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Makes a job of a request. Nothing is looked up here: a job whose result is there already ends in moments.
 *
 * @param <E> the request
 */
public final class RequestJobStep<E extends Event> implements Step<E> {
    private final Function<E, Job> job;
    private final Consumer<Job> submit;

    /** @param submit returns when the job object is written */
    public RequestJobStep(Function<E, Job> job, Consumer<Job> submit) {
        this.job = job;
        this.submit = submit;
    }

    @Override
    public List<Event> handle(E event) {
        submit.accept(job.apply(event));
        return List.of();
    }
}

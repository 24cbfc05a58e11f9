package io.nephrite.trainer.step;

import io.nephrite.core.event.Event;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.job.Job;
import io.nephrite.core.job.JobListener;
import java.util.List;

/**
 * Notes what becomes of jobs.
 *
 * @param published gets the events of finished jobs
 * @param failures gets what went wrong, also where the job waits or is tried again
 */
record RecordedJobs(List<Event> published, List<String> failures) implements JobListener {
    @Override
    public void finished(Job job, List<Event> events) {
        published.addAll(events);
    }

    @Override
    public void failed(Job job, PipelineException failure) {
        failures.add(failure.toString());
    }

    @Override
    public void waiting(Job job, PipelineException failure) {
        failures.add(failure.getMessage());
    }

    @Override
    public void retried(Job job, RuntimeException cause) {
        failures.add(cause.toString());
    }
}

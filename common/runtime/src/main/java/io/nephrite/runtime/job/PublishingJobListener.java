package io.nephrite.runtime.job;

import io.nephrite.core.event.Event;
import io.nephrite.core.failure.Patience;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.job.Job;
import io.nephrite.core.job.JobListener;
import io.nephrite.runtime.messaging.EventPublisher;
import io.nephrite.runtime.messaging.StepRunner;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/** Publishes what follows from jobs, and reports those that fail. */
@ApplicationScoped
public class PublishingJobListener implements JobListener {
    private static final Logger LOG = Logger.getLogger(PublishingJobListener.class);

    private final EventPublisher publisher;
    private final StepRunner runner;
    private final Patience patience;

    public PublishingJobListener(EventPublisher publisher, StepRunner runner, Patience patience) {
        this.publisher = publisher;
        this.runner = runner;
        this.patience = patience;
    }

    @Override
    public void finished(Job job, List<Event> events) {
        publisher.publish(events);
        LOG.infof("job %s (%s) finished", job.id(), job.topic());
    }

    @Override
    public void failed(Job job, PipelineException failure) {
        LOG.errorf(failure, "job %s (%s) failed", job.id(), job.topic());
        report(job, failure);
    }

    @Override
    public void waiting(Job job, PipelineException failure) {
        report(job, failure);
    }

    private void report(Job job, PipelineException failure) {
        Event cause;
        try {
            cause = job.cause();
        } catch (IllegalArgumentException e) {
            // somebody else has written the job's object: nobody waits for it, and its names belong in no event
            LOG.warnf("job %s holds no request of this system, so no event reports its failure", job.id());
            return;
        }
        runner.report(cause, job.work(), failure);
    }

    @Override
    public void retried(Job job, RuntimeException failure) {
        if (failure instanceof PipelineException known && known.code().kind().isWaitedFor()) {
            patience.note(known);
        } else {
            LOG.warnf("job %s (%s): %s", job.id(), job.topic(), failure.getMessage());
        }
    }
}

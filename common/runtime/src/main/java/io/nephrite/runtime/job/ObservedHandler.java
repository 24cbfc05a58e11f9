package io.nephrite.runtime.job;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.nephrite.core.job.Job;
import io.nephrite.core.job.JobHandler;
import io.nephrite.core.job.JobResult;
import io.nephrite.core.job.Lease;
import io.nephrite.runtime.messaging.EventContext;
import io.nephrite.runtime.messaging.StepRunner;

/** Gives a job's work its log context and its metrics, as {@link StepRunner} does for events. */
public final class ObservedHandler implements JobHandler {
    private final JobHandler handler;
    private final MeterRegistry meters;

    public ObservedHandler(JobHandler handler, MeterRegistry meters) {
        this.handler = handler;
        this.meters = meters;
    }

    @Override
    public JobResult run(Job job, Lease lease) {
        Timer.Sample timer = Timer.start(meters);
        String outcome = "failed";
        try {
            JobResult result = EventContext.of(job.cause()).logged(() -> handler.run(job, lease));
            outcome = result.finished() ? "done" : "stopped";
            return result;
        } finally {
            timer.stop(meters.timer("nephrite.step", "step", job.work().label(), "outcome", outcome));
        }
    }
}

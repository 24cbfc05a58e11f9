package io.nephrite.runtime.job;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.nephrite.core.event.Event;
import io.nephrite.core.job.Job;
import io.nephrite.core.job.JobHandler;
import io.nephrite.core.job.JobResult;
import io.nephrite.core.job.Lease;
import io.nephrite.runtime.messaging.EventContext;
import io.nephrite.runtime.messaging.StepRunner;
import io.nephrite.runtime.trace.TraceParent;
import io.nephrite.runtime.trace.TracedWork;
import io.nephrite.runtime.trace.Tracing;

/** Gives a job's work its log context, its span and its metrics, as {@link StepRunner} does for events. */
public final class ObservedHandler implements JobHandler {
    private final JobHandler handler;
    private final MeterRegistry meters;
    private final Tracing tracing;

    public ObservedHandler(JobHandler handler, MeterRegistry meters, Tracing tracing) {
        this.handler = handler;
        this.meters = meters;
        this.tracing = tracing;
    }

    @Override
    public JobResult run(Job job, Lease lease) {
        Timer.Sample timer = Timer.start(meters);
        String outcome = "failed";
        meters.counter("nephrite.jobs.taken", "step", job.work().label(), "attempt", attempt(lease))
                .increment();
        try {
            Event cause = job.cause();
            JobResult result = EventContext.of(cause)
                    .logged(() -> tracing.during(
                            TracedWork.ofJob(job, cause, lease.number()),
                            job.traceParent().flatMap(TraceParent::parse),
                            ObservedHandler::outcome,
                            () -> handler.run(job, lease)));
            outcome = outcome(result);
            return result;
        } finally {
            timer.stop(meters.timer("nephrite.step", "step", job.work().label(), "outcome", outcome));
        }
    }

    /** Others have had the job before, or this worker has, where it is not the first. */
    private static String attempt(Lease lease) {
        return lease.number() == 1 ? "first" : "again";
    }

    private static String outcome(JobResult result) {
        return result.finished() ? "done" : "stopped";
    }
}

package io.nephrite.planner.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.nephrite.core.failure.Patience;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.job.JobCounts;
import io.nephrite.core.job.TrainerJobs;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.runtime.job.WorkConfig;
import io.nephrite.runtime.store.Results;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Exposes the number of jobs, for an autoscaler of the trainers. The planner exposes it because a planner always runs,
 * while there may be no trainer. While the store does not answer, no number is exposed: a scaler without a number
 * leaves the replicas as they are.
 */
@ApplicationScoped
class JobsGauge {
    private final ObjectStore results;
    private final WorkConfig work;
    private final Patience patience;
    private final MultiGauge jobs;
    private final MultiGauge heartbeat;

    JobsGauge(@Results ObjectStore results, WorkConfig work, Patience patience, MeterRegistry meters) {
        this.results = results;
        this.work = work;
        this.patience = patience;
        jobs = MultiGauge.builder("nephrite.jobs")
                .description("Jobs of a queue: open (wait or run, not paused), running, paused")
                .register(meters);
        heartbeat = MultiGauge.builder("nephrite.job.heartbeat.age")
                .description("Age of the oldest sign of life among the running jobs of a queue")
                .baseUnit("seconds")
                .register(meters);
    }

    @Scheduled(every = "15s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        try {
            JobCounts counts = JobCounts.of(results, TrainerJobs.QUEUE, work.lease());
            jobs.register(
                    List.of(
                            row("open", counts.open()),
                            row("running", counts.running()),
                            row("paused", counts.paused())),
                    true);
            heartbeat.register(
                    List.of(Row.of(
                            Tags.of("queue", TrainerJobs.QUEUE),
                            counts.oldestHeartbeat().toMillis() / 1000.0)),
                    true);
        } catch (PipelineException e) {
            jobs.register(List.of(), true);
            heartbeat.register(List.of(), true);
            patience.note(e);
        }
    }

    private static Row<Number> row(String state, int count) {
        return Row.of(Tags.of("queue", TrainerJobs.QUEUE, "state", state), count);
    }
}

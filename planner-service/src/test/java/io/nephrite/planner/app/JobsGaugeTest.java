package io.nephrite.planner.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.PredictionRequested;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.job.Job;
import io.nephrite.core.job.JobControl;
import io.nephrite.core.job.JobHandler;
import io.nephrite.core.job.JobListener;
import io.nephrite.core.job.JobQueue;
import io.nephrite.core.job.JobResult;
import io.nephrite.core.job.JobWorker;
import io.nephrite.core.job.TrainerJobs;
import io.nephrite.core.job.WorkerId;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.runtime.job.WorkConfig;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.ManualClock;
import io.nephrite.testkit.NoPause;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The gauge as KEDA reads it, of the queue that trainers take jobs from. */
@SuppressWarnings("deprecation") // Quarkus' own registry is the one of this package
class JobsGaugeTest {
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Job TRAINING = TrainerJobs.of(EventExamples.of(TrainingRequested.class));
    private static final Job PREDICTION = TrainerJobs.of(EventExamples.of(PredictionRequested.class));

    private final ManualClock clock = new ManualClock();
    private final InMemoryObjectStore store = new InMemoryObjectStore(clock);
    private final JobQueue queue = new JobQueue(store, TrainerJobs.QUEUE, LEASE, () -> clock.millis() * 1_000_000);
    private final NoPause patience = new NoPause();
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JobsGauge gauge = new JobsGauge(store, new SixtySeconds(), patience, meters);

    @Test
    void tellsOfNoJobThatThereIsNone() {
        assertTold(0, 0, 0);
    }

    @Test
    void countsWhatWaitsBeforeAnyWorkerRuns() {
        queue.submit(TRAINING);
        queue.submit(PREDICTION);

        assertTold(2, 0, 0);
    }

    @Test
    void countsAJobThatRunsAsOpenSoThatItsWorkerIsNotTakenAway() {
        queue.submit(TRAINING);

        run((job, lease) -> {
            assertTold(1, 1, 0);
            return JobResult.finished(List.of());
        });

        assertTold(0, 0, 0);
    }

    @Test
    void countsAJobThatALiveWorkerHasLetGoAsWaiting() {
        queue.submit(TRAINING);

        run((job, lease) -> JobResult.stopped());

        assertTold(1, 0, 0);
    }

    @Test
    void countsAJobWhoseWorkerHasDiedAsWaiting() {
        queue.submit(TRAINING);

        run((job, lease) -> {
            clock.advance(Duration.ofSeconds(40));
            assertTold(1, 1, 0);
            assertThat(scrape()).contains("nephrite_job_heartbeat_age_seconds{queue=\"trainer\",} 40.0");
            clock.advance(Duration.ofSeconds(40));
            assertTold(1, 0, 0);
            return JobResult.stopped();
        });
    }

    @Test
    void wantsNoWorkerForAJobThatIsPaused() {
        queue.submit(TRAINING);
        queue.submit(PREDICTION);
        queue.control(TRAINING.id(), Optional.of(JobControl.PAUSE));

        assertTold(1, 0, 1);

        queue.control(TRAINING.id(), Optional.empty());
        assertTold(2, 0, 0);
    }

    @Test
    void tellsNothingWhileTheStoreIsAway() {
        queue.submit(TRAINING);
        queue.control(TRAINING.id(), Optional.of(JobControl.PAUSE));
        assertTold(0, 0, 1);
        store.failNext("_jobs/trainer/control/" + TRAINING.id() + ".json");

        gauge.look();

        assertThat(scrape()).noneMatch(line -> line.startsWith("nephrite_jobs{"));
        assertThat(patience.failures()).hasSize(1);
        assertTold(0, 0, 1);
    }

    private void assertTold(int open, int running, int paused) {
        gauge.look();
        assertThat(scrape())
                .contains("nephrite_jobs{queue=\"trainer\",state=\"open\",} " + open + ".0")
                .contains("nephrite_jobs{queue=\"trainer\",state=\"running\",} " + running + ".0")
                .contains("nephrite_jobs{queue=\"trainer\",state=\"paused\",} " + paused + ".0");
    }

    private List<String> scrape() {
        return meters.scrape().lines().filter(line -> !line.startsWith("#")).toList();
    }

    /** Runs the handler with one job, as a trainer does. */
    private void run(JobHandler handler) {
        AtomicBoolean ran = new AtomicBoolean();
        JobHandler watched = (job, lease) -> {
            ran.set(true);
            return handler.run(job, lease);
        };
        JobWorker worker = new JobWorker(
                queue,
                new WorkerId("a", "1"),
                Map.of(TRAINING.topic(), watched, PREDICTION.topic(), watched),
                new Failing(),
                3,
                patience,
                dataset -> Optional.empty());
        worker.sweep();
        worker.runNext();
        assertThat(ran).isTrue();
    }

    /** Nothing fails here. */
    private static final class Failing implements JobListener {
        @Override
        public void finished(Job job, List<Event> events) {
            assertThat(events).isEmpty();
        }

        @Override
        public void failed(Job job, PipelineException failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void waiting(Job job, PipelineException failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void retried(Job job, RuntimeException failure) {
            throw new AssertionError(failure);
        }
    }

    private static final class SixtySeconds implements WorkConfig {
        @Override
        public int threads() {
            return 1;
        }

        @Override
        public double memoryGib() {
            return 1;
        }

        @Override
        public Duration lease() {
            return LEASE;
        }
    }
}

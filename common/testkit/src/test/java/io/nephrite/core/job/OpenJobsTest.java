package io.nephrite.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.event.PredictionRequested;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.job.OpenJobs.Holder;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Here and not in core, which the store in memory depends on. */
class OpenJobsTest {
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Job TRAINING = Job.of("training-1", 10, EventExamples.of(TrainingRequested.class));
    private static final Job PREDICTION = Job.of("prediction-1", 5, EventExamples.of(PredictionRequested.class));

    private final ManualClock clock = new ManualClock();
    private final InMemoryObjectStore store = new InMemoryObjectStore(clock);
    private final JobQueue queue =
            new JobQueue(store, TrainerJobs.QUEUE, LEASE, () -> clock.instant().toEpochMilli() * 1_000_000L);
    private final OpenJobs jobs = new OpenJobs(store, TrainerJobs.QUEUE);

    @Test
    void namesWhoHasAJobAndSinceWhen() {
        queue.submit(TRAINING);
        queue.submit(PREDICTION);
        assertThat(jobs.holders()).isEmpty();

        queue.claim(TRAINING, new WorkerId("a", "1"));

        TrainingRequested cause = EventExamples.of(TrainingRequested.class);
        assertThat(jobs.holders())
                .containsExactly(new Holder(
                        "training-1",
                        "a",
                        clock.instant(),
                        "TrainFold",
                        cause.dataset(),
                        cause.configuration() + " fold " + cause.fold()));
        assertThat(jobs.ids()).containsExactlyInAnyOrder("training-1", "prediction-1");
    }

    @Test
    void namesTheNewestHolderAlone() {
        queue.submit(TRAINING);
        queue.claim(TRAINING, new WorkerId("a", "1"));
        clock.advance(LEASE.plusSeconds(1));
        queue.claim(TRAINING, new WorkerId("b", "1"));

        assertThat(jobs.holders()).extracting(Holder::worker).containsExactly("b");
    }

    @Test
    void namesNobodyWhoHasLetGo() {
        queue.submit(TRAINING);
        queue.claim(TRAINING, new WorkerId("a", "1")).orElseThrow().release();

        assertThat(jobs.holders()).isEmpty();
    }
}

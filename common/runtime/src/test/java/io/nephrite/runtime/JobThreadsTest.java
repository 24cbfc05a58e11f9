package io.nephrite.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.event.Event;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.pipeline.PipelineException;
import io.nephrite.core.pipeline.job.Job;
import io.nephrite.core.pipeline.job.JobListener;
import io.nephrite.core.pipeline.job.JobQueue;
import io.nephrite.core.pipeline.job.JobRequest;
import io.nephrite.core.pipeline.job.JobResult;
import io.nephrite.core.pipeline.job.JobWorker;
import io.nephrite.core.pipeline.job.WorkerId;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.InMemoryObjectStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JobThreadsTest {
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Job JOB = Job.of("training", 1, EventExamples.of(TrainingRequested.class));

    @Test
    void runsSubmittedJobsAndStopsThemBeforeItCloses() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        InMemoryObjectStore store = new InMemoryObjectStore();
        JobQueue queue = new JobQueue(store, "test", LEASE, System::nanoTime);
        JobWorker worker = new JobWorker(
                queue,
                new WorkerId("a", "1"),
                Map.of(JOB.topic(), (job, lease) -> {
                    started.countDown();
                    while (lease.request() == JobRequest.CONTINUE) {
                        Thread.onSpinWait();
                    }
                    store.put("checkpoint", new byte[0]);
                    return JobResult.stopped();
                }),
                new Silent(),
                3,
                dataset -> Optional.empty());
        try (JobThreads threads = new JobThreads(worker, 1, LEASE, Duration.ofSeconds(30), Duration.ofSeconds(30))) {
            threads.start();
            worker.submit(JOB);
            threads.wake();
            assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(store.exists("checkpoint")).isTrue();
        assertThat(queue.open()).containsExactly("training");
    }

    private static final class Silent implements JobListener {
        @Override
        public void finished(Job job, List<Event> events) {}

        @Override
        public void failed(Job job, PipelineException failure) {}

        @Override
        public void retried(Job job, RuntimeException failure) {}
    }
}

package io.nephrite.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.event.Event;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.job.Job;
import io.nephrite.core.job.JobHandler;
import io.nephrite.core.job.JobListener;
import io.nephrite.core.job.JobQueue;
import io.nephrite.core.job.JobRequest;
import io.nephrite.core.job.JobResult;
import io.nephrite.core.job.JobWorker;
import io.nephrite.core.job.WorkerId;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.NoPause;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JobThreadsTest {
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Job JOB = Job.of("training", 1, EventExamples.of(TrainingRequested.class));

    @Test
    void runsSubmittedJobsAndStopsThemBeforeItCloses() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        InMemoryObjectStore store = new InMemoryObjectStore();
        JobQueue queue = new JobQueue(store, "test", LEASE, System::nanoTime);
        JobWorker worker = worker(
                queue,
                (job, lease) -> {
                    started.countDown();
                    while (lease.request() == JobRequest.CONTINUE) {
                        Thread.onSpinWait();
                    }
                    store.put("checkpoint", new byte[0]);
                    return JobResult.stopped();
                },
                new Silent());
        try (JobThreads threads = threads(worker)) {
            threads.start();
            worker.submit(JOB);
            threads.wake();
            assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(store.exists("checkpoint")).isTrue();
        assertThat(queue.open()).containsExactly("training");
    }

    @Test
    void doesOtherWorkOnlyWhileNoJobRuns() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        JobWorker worker = worker(
                new JobQueue(new InMemoryObjectStore(), "test", LEASE, System::nanoTime),
                (job, lease) -> {
                    started.countDown();
                    awaitQuietly(end);
                    ended.countDown();
                    return JobResult.finished(List.of());
                },
                new Silent());
        try (JobThreads threads = threads(worker)) {
            threads.start();
            assertThat(threads.whileIdle(() -> "measured")).contains("measured");
            worker.submit(JOB);
            threads.wake();
            assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(threads.whileIdle(() -> "measured")).isEmpty();
            end.countDown();
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(threads.whileIdle(() -> "measured")).contains("measured");
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void goesOnAfterAnErrorThatEvenTheReportOfAFailureThrows() throws InterruptedException {
        CountDownLatch reported = new CountDownLatch(1);
        CountDownLatch ran = new CountDownLatch(1);
        Job next = Job.of("training-next", 1, EventExamples.of(TrainingRequested.class));
        JobWorker worker = worker(
                new JobQueue(new InMemoryObjectStore(), "test", LEASE, System::nanoTime),
                (job, lease) -> {
                    if (job.equals(JOB)) {
                        throw new OutOfMemoryError("Java heap space");
                    }
                    ran.countDown();
                    return JobResult.finished(List.of());
                },
                new Silent() {
                    @Override
                    public void failed(Job job, PipelineException failure) {
                        reported.countDown();
                        throw new OutOfMemoryError("Java heap space");
                    }
                });
        try (JobThreads threads = threads(worker)) {
            assertThat(threads.areAlive()).isTrue();
            threads.start();
            worker.submit(JOB);
            threads.wake();
            assertThat(reported.await(20, TimeUnit.SECONDS)).isTrue();
            worker.submit(next);
            threads.wake();
            assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(threads.areAlive()).isTrue();
        }
    }

    @Test
    void isNotAliveWhenAThreadHasEnded() throws InterruptedException {
        CountDownLatch ending = new CountDownLatch(1);
        AtomicReference<Thread> slot = new AtomicReference<>();
        JobWorker worker = worker(
                new JobQueue(new InMemoryObjectStore(), "test", LEASE, System::nanoTime),
                (job, lease) -> {
                    slot.set(Thread.currentThread());
                    Thread.currentThread().interrupt();
                    ending.countDown();
                    return JobResult.finished(List.of());
                },
                new Silent());
        try (JobThreads threads = threads(worker)) {
            threads.start();
            worker.submit(JOB);
            threads.wake();
            assertThat(ending.await(20, TimeUnit.SECONDS)).isTrue();
            slot.get().join(20_000);
            assertThat(threads.areAlive()).isFalse();
        }
    }

    @Test
    void twoReplicasShareTheJobsAndRunEachOnce() throws InterruptedException {
        JobQueue queue = new JobQueue(new InMemoryObjectStore(), "test", LEASE, System::nanoTime);
        Queue<String> ran = new ConcurrentLinkedQueue<>();
        CountDownLatch bothAtWork = new CountDownLatch(2);
        List<String> ids = IntStream.range(0, 20).mapToObj(i -> "training-" + i).toList();
        JobHandler handler = (job, held) -> {
            ran.add(job.id());
            bothAtWork.countDown();
            awaitAtWork(bothAtWork);
            return JobResult.finished(List.of());
        };
        CountDownLatch allDone = new CountDownLatch(ids.size());
        JobListener listener = new Silent() {
            @Override
            public void finished(Job job, List<Event> events) {
                allDone.countDown();
            }
        };
        JobWorker first = worker("a", queue, handler, listener);
        JobWorker second = worker("b", queue, handler, listener);
        try (JobThreads a = threads(first);
                JobThreads b = threads(second)) {
            ids.forEach(id -> first.submit(Job.of(id, 1, EventExamples.of(TrainingRequested.class))));
            a.start();
            b.start(); // gets no event: it finds the jobs by looking
            assertThat(allDone.await(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(queue.open()).isEmpty();
        assertThat(ran).containsExactlyInAnyOrderElementsOf(ids);
    }

    private static void awaitAtWork(CountDownLatch both) {
        try {
            assertThat(both.await(30, TimeUnit.SECONDS))
                    .as("both replicas at work")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JobWorker worker(JobQueue queue, JobHandler handler, JobListener listener) {
        return worker("a", queue, handler, listener);
    }

    private static JobWorker worker(String name, JobQueue queue, JobHandler handler, JobListener listener) {
        return new JobWorker(
                queue,
                new WorkerId(name, "1"),
                Map.of(JOB.topic(), handler),
                listener,
                3,
                new NoPause(),
                dataset -> Optional.empty());
    }

    private static JobThreads threads(JobWorker worker) {
        return new JobThreads(worker, 1, LEASE, Duration.ofSeconds(30), new NoPause());
    }

    private static class Silent implements JobListener {
        @Override
        public void finished(Job job, List<Event> events) {}

        @Override
        public void failed(Job job, PipelineException failure) {}

        @Override
        public void waiting(Job job, PipelineException failure) {}

        @Override
        public void retried(Job job, RuntimeException failure) {}
    }
}

package io.nephrite.runtime.job;

import io.nephrite.core.failure.Patience;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.failure.StoppedException;
import io.nephrite.core.job.JobWorker;
import io.nephrite.runtime.messaging.WorkStart;
import io.nephrite.runtime.trace.TraceScope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Gives a {@link JobWorker} its threads: some that run jobs, one that keeps the leases and looks for orphans. */
public final class JobThreads implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(JobThreads.class);

    /** Beats and sweeps; a dead worker's job is taken at the second sweep after its lease has run out at the latest. */
    private static final int PER_LEASE = 4;

    private static final long RAREST_SWEEP_MILLIS = 10_000;
    private static final long RAREST_BEAT_MILLIS = 5_000;
    private static final long SHORTEST_MILLIS = 100;
    private static final long LOOK_SECONDS = 2;

    private final JobWorker worker;
    private final Duration sweepInterval;
    private final Duration grace;
    private final Patience patience;
    private final Semaphore wakeUps = new Semaphore(0);
    /** A permit for each slot: held while a job is looked for and run. */
    private final Semaphore idle;

    private final List<Thread> slots = new ArrayList<>();
    private final List<Thread> keepers;
    private volatile boolean closed;

    /**
     * Makes the threads of a worker.
     *
     * @param slots jobs that run at a time
     * @param lease of the worker's queue
     * @param grace how long {@link #close} waits for running jobs to stop
     */
    public JobThreads(JobWorker worker, int slots, Duration lease, Duration grace, Patience patience) {
        this.worker = worker;
        this.sweepInterval = interval(lease, RAREST_SWEEP_MILLIS);
        this.grace = grace;
        this.patience = patience;
        this.idle = new Semaphore(slots);
        for (int i = 0; i < slots; i++) {
            this.slots.add(new Thread(this::runJobs, "job-" + i));
        }
        keepers = List.of(
                keeper("job-heartbeat", interval(lease, RAREST_BEAT_MILLIS), worker::heartbeat),
                // its own thread: a listing that takes long must not let a lease run out
                keeper("job-sweep", sweepInterval, this::sweep));
    }

    private static Duration interval(Duration lease, long rarestMillis) {
        return Duration.ofMillis(Math.max(SHORTEST_MILLIS, Math.min(lease.toMillis() / PER_LEASE, rarestMillis)));
    }

    public void start() {
        keepers.forEach(Thread::start);
        slots.forEach(Thread::start);
    }

    /** A job was submitted: idle slots look for it without waiting for the next sweep. */
    public void wake() {
        int missing = slots.size() - wakeUps.availablePermits();
        if (missing > 0) {
            wakeUps.release(missing);
        }
    }

    /** Whether no thread has ended before {@link #close}. */
    public boolean areAlive() {
        return closed
                || Stream.concat(slots.stream(), keepers.stream())
                        .noneMatch(thread -> thread.getState() == Thread.State.TERMINATED);
    }

    /** Asks running jobs to stop, waits until they have saved what they need, and releases them. */
    @Override
    public void close() {
        closed = true;
        worker.stop();
        wakeUps.release(slots.size());
        long end = System.nanoTime() + grace.toNanos();
        try {
            for (Thread slot : slots) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                slot.join(Math.max(1, left));
                if (slot.isAlive()) {
                    LOG.warnf("%s did not stop within %d s", slot.getName(), grace.toSeconds());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            keepers.forEach(Thread::interrupt);
        }
    }

    private void sweep() {
        worker.sweep();
        wake();
    }

    private void runJobs() {
        while (!closed) {
            try {
                if (runNext()) {
                    // others may have waited for its end, and may run beside the next
                    wake();
                } else {
                    wakeUps.tryAcquire(sweepInterval.toMillis(), TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (StoppedException e) {
                LOG.infof("%s", e.getMessage());
                return;
            } catch (RuntimeException | Error e) {
                // the heap is full, or this is a bug; the sweep brings the job back
                LOG.warn("a job could not be taken or closed", e);
                pause();
            }
        }
    }

    private boolean runNext() throws InterruptedException {
        AtomicBoolean ran = new AtomicBoolean();
        idle.acquire();
        try {
            WorkStart.during(Instant.now(), () -> TraceScope.during(() -> ran.set(worker.runNext())));
        } finally {
            idle.release();
        }
        return ran.get();
    }

    /**
     * Does something that must not run beside a job, while no job runs; jobs wait for it.
     *
     * @return empty where a job runs
     */
    public <T> Optional<T> whileIdle(Supplier<T> work) throws InterruptedException {
        // a slot that looks for a job is soon done with it
        if (!idle.tryAcquire(slots.size(), LOOK_SECONDS, TimeUnit.SECONDS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(work.get());
        } finally {
            idle.release(slots.size());
        }
    }

    private void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private Thread keeper(String name, Duration interval, Runnable task) {
        Thread thread = new Thread(
                () -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        try {
                            runOnce(name, task);
                        } catch (RuntimeException | Error e) {
                            LOG.warnf(e, "%s failed", name);
                        }
                        try {
                            TimeUnit.MILLISECONDS.sleep(interval.toMillis());
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        return thread;
    }

    /** What is away now is asked for again at the next round. */
    private void runOnce(String name, Runnable task) {
        try {
            task.run();
        } catch (PipelineException e) {
            if (!e.code().kind().isWaitedFor()) {
                throw e;
            }
            patience.note(new PipelineException(e.code(), name + ": " + e.getMessage(), e));
        }
    }
}

package io.nephrite.core.job;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.Patience;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.failure.StoppedException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Takes jobs of a queue and runs them, one per call of {@link #runNext}. Starts no threads: the caller decides how many
 * run jobs, and calls {@link #heartbeat} several times per lease and {@link #sweep} now and then. Jobs of a dataset's
 * current version go before those of earlier ones, which make way for them. An outage of the store or the broker is
 * waited for: it neither closes a job nor counts as a failure of it. Thread-safe.
 */
public final class JobWorker {
    private static final Comparator<Job> ORDER =
            Comparator.comparingInt(Job::priority).thenComparing(Job::id);

    private final JobQueue queue;
    private final WorkerId worker;
    private final Map<String, JobHandler> handlers;
    private final JobListener listener;
    private final int attempts;
    private final Patience patience;
    private final Map<String, Lease> running = new ConcurrentHashMap<>();
    private final Function<String, Optional<String>> currentVersion;
    private final Company company;
    /** Those that wait, and those that run or are just being taken: guarded by the former. */
    private final Map<String, Job> candidates = new HashMap<>();

    private final Map<String, Job> begun = new HashMap<>();
    private volatile boolean stopping;

    /** Which jobs one worker takes, and which of them may run at the same time. */
    public interface Company {
        /** Whether this worker ever takes such a job; others it leaves to other workers. */
        default boolean takes(Job job) {
            return true;
        }

        /**
         * Whether a job may begin while others run.
         *
         * @param others that run, none where it would run alone
         */
        boolean admits(Job job, Collection<Job> others);
    }

    /**
     * Makes a worker of one queue.
     *
     * @param handlers by topic of the event that asks for the job
     * @param attempts so many runs without progress may end in a crash
     * @param currentVersion of a dataset, by its name
     */
    public JobWorker(
            JobQueue queue,
            WorkerId worker,
            Map<String, JobHandler> handlers,
            JobListener listener,
            int attempts,
            Patience patience,
            Function<String, Optional<String>> currentVersion) {
        this(queue, worker, handlers, listener, attempts, patience, currentVersion, (job, others) -> true);
    }

    /**
     * With jobs that may not all run at the same time.
     *
     * @param company which jobs may: the next job waits for those that it may not run beside; others do not overtake it
     */
    public JobWorker(
            JobQueue queue,
            WorkerId worker,
            Map<String, JobHandler> handlers,
            JobListener listener,
            int attempts,
            Patience patience,
            Function<String, Optional<String>> currentVersion,
            Company company) {
        this.queue = queue;
        this.worker = worker;
        this.handlers = Map.copyOf(handlers);
        this.listener = listener;
        this.attempts = attempts;
        this.patience = patience;
        this.currentVersion = currentVersion;
        this.company = company;
    }

    /** Writes the job object; the event may be acknowledged when this returns. */
    public void submit(Job job) {
        queue.submit(job);
        offer(job);
    }

    /** Finds open jobs: those of dead workers, and those that were submitted elsewhere. */
    public void sweep() {
        for (String jobId : queue.open()) {
            if (!running.containsKey(jobId) && !isCandidate(jobId)) {
                queue.find(jobId).ifPresent(this::offer);
            }
        }
    }

    /**
     * Takes one job and runs it on this thread until it ends.
     *
     * @return false where there was none to take
     */
    public boolean runNext() {
        Optional<Job> next = patience.untilDone("the look for a job", this::poll);
        while (next.isPresent() && !stopping) {
            String jobId = next.get().id();
            boolean ran;
            try {
                ran = patience.untilDone("job " + jobId, () -> attempt(jobId));
            } finally {
                synchronized (candidates) {
                    begun.remove(jobId);
                }
            }
            if (ran) {
                return true;
            }
            next = patience.untilDone("the look for a job", this::poll);
        }
        return false;
    }

    /**
     * @return false where it is not to be had
     * @throws PipelineException where it was let go because something is away that will come back
     */
    private boolean attempt(String jobId) {
        Optional<Lease> lease = take(jobId);
        if (lease.isEmpty()) {
            return false;
        }
        try {
            run(lease.get());
        } finally {
            running.remove(jobId);
        }
        return true;
    }

    /** Renews all leases of this worker and passes on the requests of users about its jobs. */
    public void heartbeat() {
        for (Lease lease : running.values()) {
            try {
                lease.renew();
                queue.control(lease.job().id()).ifPresent(wish -> lease.ask(requestFor(wish)));
                if (mustMakeWay(lease.job())) {
                    lease.ask(JobRequest.STOP);
                }
            } catch (PipelineException e) {
                // the lease stops its job by itself when it could not be renewed for too long
                listener.retried(lease.job(), e);
            }
        }
    }

    /**
     * Pauses or cancels a job, or resumes it if {@code wish} is empty, wherever it runs. In this process it acts at
     * once.
     */
    public void control(String jobId, Optional<JobControl> wish) {
        queue.control(jobId, wish);
        Lease lease = running.get(jobId);
        if (lease != null) {
            wish.ifPresent(w -> lease.ask(requestFor(w)));
        } else {
            queue.find(jobId).ifPresent(this::offer);
        }
    }

    /** Takes no more jobs and asks those that run to stop; they are released when they return. */
    public void stop() {
        stopping = true;
        running.values().forEach(l -> l.ask(JobRequest.STOP));
    }

    private Optional<Lease> take(String jobId) {
        if (running.containsKey(jobId)) {
            return Optional.empty();
        }
        Optional<Job> job = queue.find(jobId);
        if (job.isEmpty() || !handlers.containsKey(job.get().topic())) {
            return Optional.empty();
        }
        Optional<JobControl> wish = queue.control(jobId);
        if (wish.equals(Optional.of(JobControl.PAUSE))) {
            return Optional.empty();
        }
        if (wish.equals(Optional.of(JobControl.CANCEL))) {
            // another worker that holds the job closes it: its heartbeat reads the request
            queue.claimAlone(job.get(), worker).ifPresent(this::cancel);
            return Optional.empty();
        }
        Optional<Lease> lease = queue.claim(job.get(), worker);
        lease.ifPresent(l -> {
            running.put(jobId, l);
            if (stopping) {
                l.ask(JobRequest.STOP);
            }
        });
        return lease;
    }

    private void run(Lease lease) {
        Job job = lease.job();
        try {
            if (lease.failures() >= attempts) {
                throw new PipelineException(
                        FailureCode.BUG,
                        "job " + job.id() + " ended " + lease.failures()
                                + " times without result or progress; see the log of the worker that ran it");
            }
            JobResult result = Objects.requireNonNull(handlers.get(job.topic()), () -> "no handler of " + job.topic())
                    .run(job, lease);
            if (!isHeld(lease)) {
                throw new LeaseLostException(job.id(), lease.number());
            }
            if (result.finished()) {
                patience.untilDone(ending(job), () -> listener.finished(job, result.events()));
                close(lease);
            } else if (isCancelled(job)) {
                cancel(lease);
            } else {
                release(lease);
            }
        } catch (LeaseLostException e) {
            if (isCancelled(job) && isHeld(lease)) {
                cancel(lease);
            } else {
                listener.retried(job, e);
            }
        } catch (StoppedException e) {
            releaseOnce(lease, e);
            throw e;
        } catch (PipelineException e) {
            if (e.code().kind().isWaitedFor()) {
                wait(lease, e);
                throw e;
            }
            fail(lease, e);
        } catch (OutOfMemoryError e) {
            fail(
                    lease,
                    new PipelineException(
                            FailureCode.OUT_OF_MEMORY,
                            "heap exhausted at " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB",
                            e));
        } catch (RuntimeException | Error e) {
            fail(lease, new PipelineException(FailureCode.BUG, e.toString(), e));
        }
    }

    private static String ending(Job job) {
        return "the end of job " + job.id();
    }

    private boolean isHeld(Lease lease) {
        return patience.untilDone(ending(lease.job()), lease::isHeld);
    }

    /** Says so before it forgets the job: whoever waits for its end would wait for ever. */
    private void cancel(Lease lease) {
        report(
                lease,
                new PipelineException(
                        FailureCode.CANCELLED,
                        "job " + lease.job().id() + " was cancelled on request; asked for again, by sealing the dataset"
                                + " or running the same command, it goes on from what it has saved"));
    }

    private void report(Lease lease, PipelineException failure) {
        patience.untilDone(ending(lease.job()), () -> listener.failed(lease.job(), failure));
        close(lease);
    }

    private void close(Lease lease) {
        lease.end();
        patience.untilDone(ending(lease.job()), () -> queue.close(lease.job().id()));
    }

    private boolean isCancelled(Job job) {
        return patience.untilDone(ending(job), () -> queue.control(job.id()).equals(Optional.of(JobControl.CANCEL)));
    }

    /** Lets go as soon as the store is back, so that nobody waits for the lease to run out. */
    private void wait(Lease lease, PipelineException failure) {
        if (failure.code().kind() == FailureCode.Kind.DISK) {
            patience.untilDone(ending(lease.job()), () -> listener.waiting(lease.job(), failure));
        } else {
            listener.retried(lease.job(), failure);
        }
        release(lease);
    }

    private void release(Lease lease) {
        patience.untilDone("letting go of job " + lease.job().id(), lease::release);
    }

    private static void releaseOnce(Lease lease, StoppedException stopped) {
        try {
            lease.release();
        } catch (PipelineException e) {
            // the store is away, and the process may not wait: the lease runs out instead
            stopped.addSuppressed(e);
        }
    }

    private void fail(Lease lease, PipelineException failure) {
        if (isHeld(lease)) {
            report(lease, failure);
        } else {
            listener.retried(lease.job(), failure);
        }
    }

    private static JobRequest requestFor(JobControl wish) {
        return switch (wish) {
            case PAUSE -> JobRequest.STOP;
            case CANCEL -> JobRequest.ABANDON;
        };
    }

    /** Whether a job of an earlier version holds what one of the current version could have. */
    private boolean mustMakeWay(Job job) {
        Versions versions = new Versions();
        return !versions.isCurrent(job)
                && candidates().stream().anyMatch(c -> versions.isCurrent(c) && queue.isFree(c, worker));
    }

    private void offer(Job job) {
        if (company.takes(job)) {
            synchronized (candidates) {
                candidates.put(job.id(), job);
            }
        }
    }

    private List<Job> candidates() {
        synchronized (candidates) {
            return List.copyOf(candidates.values());
        }
    }

    private Optional<Job> poll() {
        List<Job> open = candidates();
        Versions versions = new Versions();
        // what the current version wants too, it takes over from the earlier one
        Set<Optional<String>> shared = open.stream()
                .filter(versions::isCurrent)
                .map(Job::group)
                .filter(Optional::isPresent)
                .collect(Collectors.toSet());
        Optional<Job> first = open.stream()
                .min(Comparator.<Job, Boolean>comparing(j -> !versions.isCurrent(j) && !shared.contains(j.group()))
                        .thenComparing(ORDER));
        synchronized (candidates) {
            Optional<Job> taken = first.filter(job -> company.admits(job, begun.values()))
                    .map(Job::id)
                    .map(candidates::remove);
            taken.ifPresent(job -> begun.put(job.id(), job));
            return taken;
        }
    }

    private boolean isCandidate(String jobId) {
        synchronized (candidates) {
            return candidates.containsKey(jobId);
        }
    }

    /** The datasets' current versions, each asked for once. */
    private final class Versions {
        private final Map<String, Optional<String>> byDataset = new HashMap<>();

        boolean isCurrent(Job job) {
            return byDataset
                    .computeIfAbsent(job.dataset(), currentVersion)
                    .map(job.version()::equals)
                    .orElse(true);
        }
    }
}

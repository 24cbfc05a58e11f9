package io.nephrite.core.job;

import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.JobFolder;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The open jobs of one kind of worker, in the store. Thread-safe. */
public final class JobQueue {
    private final ObjectStore store;
    private final JobFolder keys;
    private final Duration lease;
    private final LongSupplier nanoTime;

    /**
     * Opens a queue in the store.
     *
     * @param queue such as {@code trainer}
     * @param lease age of a heartbeat after which a job may be taken by another
     * @param nanoTime local monotonic time, such as {@code System::nanoTime}
     */
    public JobQueue(ObjectStore store, String queue, Duration lease, LongSupplier nanoTime) {
        this.store = store;
        this.keys = JobFolder.of(queue);
        this.lease = lease;
        this.nanoTime = nanoTime;
    }

    /**
     * Opens a job. A request to pause or cancel that an earlier job of the same name left behind is removed.
     *
     * @return false where the same job is open already
     */
    public boolean submit(Job job) {
        if (!store.exists(keys.open(job.id()))) {
            store.delete(keys.control(job.id()));
        }
        return store.putIfAbsent(keys.open(job.id()), Json.bytes(job));
    }

    public Optional<Job> find(String jobId) {
        return store.find(keys.open(jobId)).map(b -> Json.read(b, Job.class));
    }

    /** Ids of all open jobs. */
    public List<String> open() {
        return open("");
    }

    /** Ids of the open jobs that begin so. */
    public List<String> open(String beginning) {
        return store.list(keys.open() + beginning).stream()
                .map(i -> keys.jobId(i.key()))
                .toList();
    }

    /** Stores a request to pause or cancel a job. Empty withdraws the request. */
    public void control(String jobId, Optional<JobControl> wish) {
        if (wish.isPresent()) {
            store.put(keys.control(jobId), Json.bytes(wish.get()));
        } else {
            store.delete(keys.control(jobId));
        }
    }

    public Optional<JobControl> control(String jobId) {
        return store.find(keys.control(jobId)).map(b -> Json.read(b, JobControl.class));
    }

    /**
     * Takes a job whose heartbeat has stopped or that nobody has.
     *
     * @return empty where another worker has it, or a job that must not run beside it is held
     */
    Optional<Lease> claim(Job job, WorkerId worker) {
        if (isGroupHeld(job, worker)) {
            return Optional.empty();
        }
        Optional<Lease> lease = claimAlone(job, worker);
        if (lease.isPresent() && isGroupHeld(job, worker)) {
            // both were claimed at once: both let go, and the next sweep decides
            lease.get().release();
            return Optional.empty();
        }
        return lease;
    }

    /** Whether this worker could take the job now. */
    boolean isFree(Job job, WorkerId worker) {
        return control(job.id()).isEmpty() && !isHeld(job.id(), worker) && !isGroupHeld(job, worker);
    }

    private boolean isGroupHeld(Job job, WorkerId worker) {
        return job.group().stream()
                .flatMap(group -> open(group).stream())
                .anyMatch(id -> !id.equals(job.id()) && isHeld(id, worker));
    }

    private boolean isHeld(String jobId, WorkerId worker) {
        Optional<ObjectInfo> newest = newestClaim(jobId);
        return newest.isPresent()
                && store.find(newest.get().key())
                        .map(b -> Json.read(b, Claim.class))
                        .filter(claim -> !isFree(claim, newest.get(), worker))
                        .isPresent();
    }

    /** Whether the newest claim of a job lets this worker take it. */
    private boolean isFree(Claim claim, ObjectInfo newest, WorkerId worker) {
        boolean isOwnPast = claim.worker().name().equals(worker.name())
                && !claim.worker().incarnation().equals(worker.incarnation());
        return claim.released() || isOwnPast || isStale(newest, worker);
    }

    /** As {@link #claim}, also beside a job of its group: for one that shall end and not run. */
    Optional<Lease> claimAlone(Job job, WorkerId worker) {
        long now = nanoTime.getAsLong();
        Optional<ObjectInfo> newest = newestClaim(job.id());
        int number = 1;
        int failures = 0;
        if (newest.isPresent()) {
            Optional<byte[]> body = store.find(newest.get().key());
            if (body.isEmpty()) {
                return Optional.empty();
            }
            Claim before = Json.read(body.get(), Claim.class);
            if (!isFree(before, newest.get(), worker)) {
                return Optional.empty();
            }
            number = keys.claimNumber(newest.get().key()) + 1;
            failures = before.failuresForSuccessor();
        }
        Claim claim = new Claim(worker, false, false, failures);
        String key = keys.claim(job.id(), number);
        if (!store.putIfAbsent(key, Json.bytes(claim)) && !isMine(key, worker)) {
            return Optional.empty();
        }
        if (!store.exists(keys.open(job.id()))) {
            // another worker has ended it since it was looked for, and its claims are gone
            store.delete(key);
            return Optional.empty();
        }
        String successor = keys.claim(job.id(), number + 1);
        return Optional.of(new Lease(store, job, number, key, successor, claim, lease, now, nanoTime));
    }

    /**
     * Forgets a job that has ended, or whose dataset is deleted: a worker that still has it finds its lease lost and
     * stops. Safe to repeat.
     */
    public void close(String jobId) {
        store.delete(keys.open(jobId));
        store.list(keys.claims(jobId)).forEach(i -> store.delete(i.key()));
        store.delete(keys.control(jobId));
    }

    /** A put whose answer got lost was ours nevertheless. */
    private boolean isMine(String key, WorkerId worker) {
        return store.find(key)
                .map(b -> Json.read(b, Claim.class))
                .filter(c -> c.worker().equals(worker))
                .isPresent();
    }

    private Optional<ObjectInfo> newestClaim(String jobId) {
        List<ObjectInfo> claims = store.list(keys.claims(jobId));
        return claims.isEmpty() ? Optional.empty() : Optional.of(claims.get(claims.size() - 1));
    }

    private boolean isStale(ObjectInfo claim, WorkerId worker) {
        String key = keys.clock(worker.name());
        store.put(key, Json.bytes(worker));
        Instant now = store.stat(key).map(ObjectInfo::lastModified).orElse(claim.lastModified());
        return Duration.between(claim.lastModified(), now).compareTo(lease) > 0;
    }
}

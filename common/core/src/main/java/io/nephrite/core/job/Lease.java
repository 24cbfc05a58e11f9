package io.nephrite.core.job;

import io.nephrite.core.json.Json;
import io.nephrite.core.store.ObjectStore;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/** The right to work on a job, held as long as the heartbeat is renewed. Thread-safe. */
public final class Lease {
    private final ObjectStore store;
    private final Job job;
    private final int number;
    private final String key;
    private final String successorKey;
    private final Duration duration;
    private final LongSupplier nanoTime;
    private final AtomicReference<Claim> claim;
    private final AtomicReference<JobRequest> request = new AtomicReference<>(JobRequest.CONTINUE);
    private volatile long renewedNanos;
    private boolean ended;

    /**
     * @param renewedNanos local time before the claim was written
     * @param nanoTime local monotonic time
     */
    Lease(
            ObjectStore store,
            Job job,
            int number,
            String key,
            String successorKey,
            Claim claim,
            Duration duration,
            long renewedNanos,
            LongSupplier nanoTime) {
        this.store = store;
        this.job = job;
        this.number = number;
        this.key = key;
        this.successorKey = successorKey;
        this.claim = new AtomicReference<>(claim);
        this.duration = duration;
        this.renewedNanos = renewedNanos;
        this.nanoTime = nanoTime;
    }

    public Job job() {
        return job;
    }

    /** Number of the claim, from 1. */
    public int number() {
        return number;
    }

    /** Claims before this one that ended in a crash, without progress between them. */
    int failures() {
        return claim().failures();
    }

    private Claim claim() {
        return Objects.requireNonNull(claim.get());
    }

    /** What is wanted of the job now; cheap, no request to the store. */
    public JobRequest request() {
        if (isOverdue()) {
            abandon();
        }
        return Objects.requireNonNull(request.get());
    }

    /**
     * Asks the store whether the job is still ours. Called before every write that others will see.
     *
     * @throws LeaseLostException where it is not
     */
    public void requireOwner() {
        if (request() == JobRequest.ABANDON) {
            throw new LeaseLostException(job.id(), number);
        }
        if (!isHeld()) {
            abandon();
            throw new LeaseLostException(job.id(), number);
        }
    }

    /**
     * Whether the store knows our claim as the newest, whatever is wanted of the job and however late the heartbeat is.
     * Asked before a job that has ended is reported or forgotten: else that would take it from a successor.
     */
    boolean isHeld() {
        return !store.exists(successorKey)
                && store.find(key)
                        .map(b -> Json.read(b, Claim.class))
                        .filter(stored -> stored.worker().equals(claim().worker()))
                        .isPresent();
    }

    /** A view of the bucket that checks the owner before every write. */
    public ObjectStore guard(ObjectStore bucket) {
        return new OwnedObjectStore(bucket, this);
    }

    /** Says that a successor will go on from here: earlier failures no longer count. */
    public void progressed() {
        claim.updateAndGet(Claim::withProgress);
    }

    /** Renews the heartbeat; where the job is no longer ours, asks the worker to abandon it. */
    synchronized void renew() {
        long now = nanoTime.getAsLong();
        if (ended || request() == JobRequest.ABANDON) {
            return;
        }
        if (!isHeld()) {
            abandon();
            return;
        }
        store.put(key, Json.bytes(claim()));
        renewedNanos = now;
    }

    /** Ends the heartbeat; one that is under way is waited for, so that it brings nothing back. */
    synchronized void end() {
        ended = true;
    }

    /** Lets go, so that the job can be taken at once. */
    synchronized void release() {
        ended = true;
        if (isHeld()) {
            store.put(key, Json.bytes(claim().withReleased()));
        }
    }

    /** Asks for a stop; an ABANDON stays. */
    void ask(JobRequest wanted) {
        request.updateAndGet(now -> now == JobRequest.ABANDON ? now : wanted);
    }

    private void abandon() {
        request.set(JobRequest.ABANDON);
    }

    /** Nobody could hear our heartbeat for a whole lease: others may have taken the job, whatever we can see. */
    private boolean isOverdue() {
        return nanoTime.getAsLong() - renewedNanos > duration.toNanos();
    }
}

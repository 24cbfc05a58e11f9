package io.nephrite.imaging.preprocess;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Admits work by the memory that it is predicted to need, first come, first served, so that several small cases are
 * worked on at a time and a large one alone. Thread-safe.
 */
public final class MemoryBudget {
    private static final long MIB = 1 << 20;

    private final long wholeBytes;
    private final Semaphore freeMib;

    public MemoryBudget(long bytes) {
        wholeBytes = bytes;
        freeMib = new Semaphore(Math.toIntExact(bytes / MIB), true);
    }

    /** All of it. */
    public long bytes() {
        return wholeBytes / MIB * MIB;
    }

    /**
     * Runs the work when there is room for it.
     *
     * @throws PipelineException OUT_OF_MEMORY where there can never be room
     */
    public <T> T within(MemoryEstimate need, Supplier<T> work) {
        need.requireAtMost(bytes());
        Held held = hold(need.bytes());
        try {
            return work.get();
        } finally {
            held.release();
        }
    }

    /**
     * Waits for room, for work that goes from thread to thread.
     *
     * @param needBytes whoever needs more than there is waits until it is alone
     */
    public Held hold(long needBytes) {
        int needMib = Math.toIntExact(Math.min((needBytes + MIB - 1) / MIB, wholeBytes / MIB));
        try {
            freeMib.acquire(needMib);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipelineException(FailureCode.STORE_UNAVAILABLE, "stopped while waiting for memory", e);
        }
        return new Held(needMib);
    }

    /** A part of the memory. */
    public final class Held {
        private final int mib;

        private Held(int mib) {
            this.mib = mib;
        }

        /** Lets others have it; to be called once, on any thread. */
        public void release() {
            freeMib.release(mib);
        }
    }
}

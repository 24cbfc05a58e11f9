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
        int needMib = Math.toIntExact((need.bytes() + MIB - 1) / MIB);
        try {
            freeMib.acquire(needMib);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipelineException(FailureCode.STORE_UNAVAILABLE, "stopped while waiting for memory", e);
        }
        try {
            return work.get();
        } finally {
            freeMib.release(needMib);
        }
    }
}

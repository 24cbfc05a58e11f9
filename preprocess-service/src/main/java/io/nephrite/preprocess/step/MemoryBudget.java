package io.nephrite.preprocess.step;

import io.nephrite.core.pipeline.FailureCode;
import io.nephrite.core.pipeline.PipelineException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Admits work by the memory that it is predicted to need, first come, first served, so that several small cases are
 * worked on at a time and a large one alone. Thread-safe.
 */
public final class MemoryBudget {
    private static final long MIB = 1 << 20;

    private final int wholeMib;
    private final Semaphore freeMib;

    public MemoryBudget(long bytes) {
        wholeMib = Math.toIntExact(bytes / MIB);
        freeMib = new Semaphore(wholeMib, true);
    }

    /**
     * Runs the work when there is room for it.
     *
     * @param need bytes
     * @throws PipelineException OUT_OF_MEMORY where there can never be room
     */
    public <T> T within(String caseId, long need, Supplier<T> work) {
        int needMib = Math.toIntExact((need + MIB - 1) / MIB);
        if (needMib > wholeMib) {
            throw new PipelineException(
                    FailureCode.OUT_OF_MEMORY,
                    "%s: needs about %d MiB, this process may use %d MiB; raise NEPHRITE_MEMORY_GIB and the heap (-Xmx)"
                            .formatted(caseId, needMib, wholeMib));
        }
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

package io.nephrite.core.failure;

import java.util.function.Supplier;

/** Repeats a call while a system does not answer, is full or is busy. */
public interface Patience {
    /**
     * Repeats the work as long as it fails in a way that passes by itself, see {@link FailureCode.Kind#isWaitedFor}.
     *
     * @param what for the log: a unit of work
     * @throws StoppedException where the process ends meanwhile
     */
    <T> T untilDone(String what, Supplier<T> work);

    /** The same for work without a result. */
    default void untilDone(String what, Runnable work) {
        untilDone(what, () -> {
            work.run();
            return what;
        });
    }

    /** Says that something failed in a way that passes by itself, and that somebody else tries again. */
    void note(PipelineException failure);
}

package io.nephrite.testkit;

import io.nephrite.core.failure.Patience;
import io.nephrite.core.failure.PipelineException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/** Repeats at once what patience would repeat after a while, and keeps what failed. Thread-safe. */
public final class NoPause implements Patience {
    /** A test that repeats more often than this would never end. */
    private static final int LIMIT = 10_000;

    private final List<PipelineException> failures = Collections.synchronizedList(new ArrayList<>());

    @Override
    public <T> T untilDone(String what, Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (PipelineException e) {
                if (!e.code().kind().isWaitedFor()) {
                    throw e;
                }
                if (attempt == LIMIT) {
                    throw new AssertionError(what + " failed " + LIMIT + " times", e);
                }
                note(e);
            }
        }
    }

    @Override
    public void note(PipelineException failure) {
        failures.add(failure);
    }

    /** What was repeated or noted, in order. */
    public List<PipelineException> failures() {
        return List.copyOf(failures);
    }
}

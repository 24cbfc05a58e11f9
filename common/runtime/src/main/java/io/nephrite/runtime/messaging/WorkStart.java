package io.nephrite.runtime.messaging;

import java.time.Instant;
import java.util.Optional;

/** When the work began that this thread is doing; events that it publishes say so. */
public final class WorkStart {
    private static final ThreadLocal<Instant> BEGUN = new ThreadLocal<>();

    private WorkStart() {}

    /** Work within work belongs to the outer one. */
    public static void during(Instant begun, Runnable work) {
        if (BEGUN.get() != null) {
            work.run();
            return;
        }
        BEGUN.set(begun);
        try {
            work.run();
        } finally {
            BEGUN.remove();
        }
    }

    public static Optional<Instant> current() {
        return Optional.ofNullable(BEGUN.get());
    }
}

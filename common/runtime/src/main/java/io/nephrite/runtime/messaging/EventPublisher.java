package io.nephrite.runtime.messaging;

import io.nephrite.core.event.Event;
import io.nephrite.core.failure.PipelineException;
import java.util.List;

/** Sends events. Thread-safe; blocks, so never on an event loop. */
public interface EventPublisher {
    /**
     * Returns when the broker has all events, in this order per partition key: however long it is away.
     *
     * @throws PipelineException BUG where no broker would take one of them
     * @throws io.nephrite.core.failure.StoppedException where the process ends meanwhile; some may have been sent
     */
    void publish(List<? extends Event> events);

    default void publish(Event event) {
        publish(List.of(event));
    }

    /** Sends an event that nothing depends on, and waits for nothing: it may arrive late, or never. */
    default void announce(Event event) {
        publish(event);
    }
}

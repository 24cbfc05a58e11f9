package io.nephrite.runtime.messaging;

import io.nephrite.core.event.Event;
import io.nephrite.core.failure.PipelineException;
import java.util.List;

/** Sends events. Thread-safe; blocks, so never on an event loop. */
public interface EventPublisher {
    /**
     * Returns when the broker has all events, in this order per partition key.
     *
     * @throws PipelineException BROKER_UNAVAILABLE where it does not take them; some may have been sent
     */
    void publish(List<? extends Event> events);

    default void publish(Event event) {
        publish(List.of(event));
    }
}

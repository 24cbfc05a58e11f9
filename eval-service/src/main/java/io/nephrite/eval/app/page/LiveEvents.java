package io.nephrite.eval.app.page;

import io.nephrite.core.event.Event;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * What happens, for open pages: they are told that something of a dataset has moved, and read the rest from the REST
 * resources. A page that is too slow misses events, never blocks others.
 */
@ApplicationScoped
public class LiveEvents {
    private final BroadcastProcessor<Moved> processor = BroadcastProcessor.create();

    /**
     * Something has happened.
     *
     * @param type of the event, such as {@code case-checked}
     */
    public record Moved(String dataset, String type) {}

    /** Tells it to all open pages. */
    public void seen(Event event) {
        processor.onNext(new Moved(event.dataset(), event.topic().topicName()));
    }

    Multi<Moved> stream() {
        return processor.onOverflow().drop();
    }
}

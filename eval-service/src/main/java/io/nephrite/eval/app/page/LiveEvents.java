package io.nephrite.eval.app.page;

import io.nephrite.core.event.Event;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Sends events to open pages. An event says that something of a dataset has changed, and the page reads the rest from
 * the REST resources. The first event is sent at once; those that follow within 50 ms are sent at their
 * end, equal ones only once, so that a burst of events costs little for many pages. A page that is too slow misses
 * events, but never blocks other pages.
 */
@ApplicationScoped
public class LiveEvents {
    private static final long WINDOW_MILLIS = 50;

    private final BroadcastProcessor<Moved> processor = BroadcastProcessor.create();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "live-events");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Moved> waiting = new LinkedHashSet<>();
    private boolean isWindowOpen;
    private long count;

    /**
     * Something has happened.
     *
     * @param type of the event, such as {@code case-checked}
     */
    public record Moved(String dataset, String type) {}

    /** Sends it to all open pages. */
    public synchronized void seen(Event event) {
        count++;
        Moved moved = new Moved(event.dataset(), event.topic().topicName());
        if (isWindowOpen) {
            waiting.add(moved);
        } else {
            processor.onNext(moved);
            open();
        }
    }

    /** How many events were seen so far. */
    synchronized long count() {
        return count;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends the window; nobody waits for that
    private void open() {
        isWindowOpen = true;
        clock.schedule(this::end, WINDOW_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void end() {
        isWindowOpen = false;
        if (!waiting.isEmpty()) {
            waiting.forEach(processor::onNext);
            waiting.clear();
            open();
        }
    }

    Multi<Moved> stream() {
        return processor.onOverflow().drop();
    }

    @PreDestroy
    void close() {
        clock.shutdownNow();
    }
}

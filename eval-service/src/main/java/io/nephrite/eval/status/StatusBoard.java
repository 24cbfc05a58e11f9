package io.nephrite.eval.status;

import io.nephrite.core.event.DatasetDeleted;
import io.nephrite.core.event.Event;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the progress of the work on each dataset: rebuilt from the store when somebody asks, kept up to date by
 * events, so that a question costs one small read. Every instance has its own board. Thread-safe.
 */
public final class StatusBoard {
    private final Clock clock;
    private final Duration patience;
    private final ObjectStore datasets;
    private final ObjectStore results;
    private final Map<String, DatasetBoard> boards = new ConcurrentHashMap<>();

    /**
     * Makes a board that reads the store.
     *
     * @param patience after which something that is still awaited is overdue
     */
    public StatusBoard(ObjectStore datasets, ObjectStore results, Clock clock, Duration patience) {
        this.clock = clock;
        this.patience = patience;
        this.datasets = datasets;
        this.results = results;
    }

    /**
     * Takes note of an event.
     *
     * @param begun when the work began that led to the event
     * @param sent when the event was sent
     */
    public void seen(Event event, Optional<Instant> begun, Instant sent) {
        if (event instanceof DatasetDeleted) {
            boards.remove(event.dataset());
            return;
        }
        board(event.dataset()).seen(event, begun, sent);
    }

    /**
     * Returns how far the work on a dataset is.
     *
     * @return empty where nothing is known of such a dataset
     */
    public Optional<DatasetStatus> status(String dataset) {
        Optional<DatasetStatus> status = board(dataset).status();
        if (status.isEmpty()) {
            boards.remove(dataset);
        }
        return status;
    }

    /** Names of the datasets of which {@link #status} can tell something, ascending. */
    public List<String> datasets() {
        Set<String> names = new TreeSet<>(boards.keySet());
        datasets.folders("").stream()
                .filter(name -> results.exists(ObjectKeys.intake(name)) || results.exists(ObjectKeys.current(name)))
                .forEach(names::add);
        return List.copyOf(names);
    }

    private DatasetBoard board(String dataset) {
        return boards.computeIfAbsent(dataset, name -> new DatasetBoard(datasets, results, name, clock, patience));
    }
}

package io.nephrite.ingest.step;

import io.nephrite.core.event.Event;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Repairs what lost events left undone, from what the store says. Safe to repeat. */
public final class ReconcileStep {
    private final ObjectStore datasets;
    private final Intakes intakes;
    private final Duration overdue;

    /**
     * Makes the step.
     *
     * @param overdue how long a check may take before it is asked for again
     */
    public ReconcileStep(ObjectStore datasets, Intakes intakes, Duration overdue) {
        this.datasets = datasets;
        this.intakes = intakes;
        this.overdue = overdue;
    }

    /** Lists the whole bucket once and looks at every dataset again, and at those of which nothing is left. */
    public List<Event> reconcile() {
        SortedMap<String, List<ObjectInfo>> listings = new TreeMap<>();
        intakes.known().forEach(name -> listings.put(name, new ArrayList<>()));
        for (ObjectInfo info : datasets.list("")) {
            intakes.datasetOf(info.key())
                    .ifPresent(name -> listings.computeIfAbsent(name, k -> new ArrayList<>())
                            .add(info));
        }
        List<Event> events = new ArrayList<>();
        listings.forEach((name, listing) -> {
            DatasetIntake intake = intakes.of(name, events::addAll);
            events.addAll(intake.refresh(listing));
            events.addAll(intake.overdue(overdue));
        });
        return events;
    }
}

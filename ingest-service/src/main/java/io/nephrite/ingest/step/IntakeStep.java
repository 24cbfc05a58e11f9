package io.nephrite.ingest.step;

import io.nephrite.core.event.Event;
import io.nephrite.core.pipeline.ObjectKeys;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes note of uploaded objects and asks for the check of each case that has become complete. No {@link
 * io.nephrite.core.pipeline.Step}: what comes is the store's own record, not an event of ours. Safe to repeat.
 */
public final class IntakeStep {
    private final Intakes intakes;

    public IntakeStep(Intakes intakes) {
        this.intakes = intakes;
    }

    /** @param record a message of topic {@code object-events} */
    public List<Event> handle(byte[] record) {
        List<Event> events = new ArrayList<>();
        for (ObjectRecord object : ObjectRecord.parse(record)) {
            if (object.bucket().equals(ObjectKeys.DATASETS)) {
                intakes.datasetOf(object.key())
                        .ifPresent(name ->
                                events.addAll(intakes.of(name, events::addAll).apply(object)));
            }
        }
        return events;
    }
}

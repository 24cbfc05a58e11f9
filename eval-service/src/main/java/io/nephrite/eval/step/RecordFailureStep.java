package io.nephrite.eval.step;

import io.nephrite.core.event.Event;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.pipeline.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.ObjectStore;
import io.nephrite.core.pipeline.Step;
import java.util.List;

/** Keeps a failure for people to find. Safe to repeat. */
public final class RecordFailureStep implements Step<WorkFailed> {
    private final ObjectStore results;

    public RecordFailureStep(ObjectStore results) {
        this.results = results;
    }

    @Override
    public List<Event> handle(WorkFailed event) {
        results.put(ObjectKeys.failures(event.dataset()) + event.header().eventId() + ".json", Json.pretty(event));
        return List.of();
    }
}

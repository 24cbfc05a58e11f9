package io.nephrite.eval.step;

import io.nephrite.core.event.Event;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.pipeline.RecordedFailure;
import io.nephrite.core.pipeline.Step;
import io.nephrite.core.store.ObjectStore;
import java.time.Instant;
import java.util.List;

/** Stores a failure so that users can see it. Safe to repeat. */
public final class RecordFailureStep implements Step<WorkFailed> {
    private final ObjectStore results;
    private final Instant sent;

    /**
     * Makes the step for one event.
     *
     * @param sent when the event was sent
     */
    public RecordFailureStep(ObjectStore results, Instant sent) {
        this.results = results;
        this.sent = sent;
    }

    @Override
    public Work work() {
        return Work.RECORD_FAILURE;
    }

    @Override
    public List<Event> handle(WorkFailed event) {
        new RecordedFailure(event, sent).write(results);
        return List.of();
    }
}

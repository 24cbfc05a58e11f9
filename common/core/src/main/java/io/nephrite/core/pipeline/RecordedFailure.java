package io.nephrite.core.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.identity.Unit;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.DatasetStatus.Failure;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.time.Instant;

/**
 * A failure as the store has it: the event, and when it was sent. That time, not the object's, tells one run's
 * failures from another's: an event that is delivered again has its old time, a piece of work that fails again a new
 * one.
 */
public record RecordedFailure(WorkFailed event, Instant time) {
    private static final String TIME = "time";

    /** Keeps it below the dataset's failures; writing it again changes nothing but the time. */
    public void write(ObjectStore results) {
        ObjectNode document = Json.mapper().valueToTree(event);
        document.put(TIME, time.toString());
        results.put(ObjectKeys.failure(event.dataset(), event.header().eventId()), Json.pretty(document));
    }

    public static RecordedFailure read(ObjectStore results, ObjectInfo object) {
        byte[] document = results.bytes(object.key());
        String time = Json.tree(document).path(TIME).asText();
        return new RecordedFailure(
                Json.read(document, WorkFailed.class), time.isEmpty() ? object.lastModified() : Instant.parse(time));
    }

    /** What was to be done. */
    public Work work() {
        return event.failedWork();
    }

    /** What it was to be done with. */
    public Unit unit() {
        return event.failedUnit();
    }

    /** As the status shows it. */
    public Failure shown() {
        return Failure.of(event, time);
    }
}

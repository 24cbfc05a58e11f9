package io.nephrite.core.job;

import io.nephrite.core.event.Event;
import java.util.List;

/**
 * How the run of a job ended.
 *
 * @param finished false where it stopped or was abandoned on request
 * @param events to be published before a finished job is closed
 */
public record JobResult(boolean finished, List<Event> events) {
    public JobResult {
        events = List.copyOf(events);
    }

    public static JobResult finished(List<Event> events) {
        return new JobResult(true, events);
    }

    public static JobResult stopped() {
        return new JobResult(false, List.of());
    }
}

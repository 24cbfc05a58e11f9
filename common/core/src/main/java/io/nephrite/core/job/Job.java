package io.nephrite.core.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventReader;
import io.nephrite.core.event.Topic;
import io.nephrite.core.event.Work;
import io.nephrite.core.json.Json;
import java.util.Optional;

/**
 * A unit of long work.
 *
 * @param id the same for the same work, so that a job asked for twice is one job; letters, digits, hyphens and at most
 *     one dot. Of the jobs whose ids are equal up to the dot only one runs at a time
 * @param topic of the event that asked for it: what kind of work it is
 * @param priority jobs with a smaller one are taken first
 * @param event JSON of the event that asked for it
 * @param traceParent the span of who asked for it, as W3C Trace Context writes it; empty where nobody traces
 */
public record Job(String id, String topic, int priority, JsonNode event, Optional<String> traceParent) {
    public Job {
        if (!id.matches("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)?")) {
            throw new IllegalArgumentException(
                    "job id needs letters, digits, hyphens and at most one dot, found " + id);
        }
    }

    public static Job of(String id, int priority, Event cause) {
        return new Job(id, cause.topic().topicName(), priority, Json.mapper().valueToTree(cause), Optional.empty());
    }

    /** The same, asked for by a span. */
    public Job askedForBy(String traceParent) {
        return new Job(id, topic, priority, event, Optional.of(traceParent));
    }

    /** What it does. */
    public Work work() {
        return Work.askedForOn(topic);
    }

    /** What the ids of jobs begin with that must not run beside this one; empty where all may. */
    Optional<String> group() {
        int dot = id.indexOf('.');
        return dot < 0 ? Optional.empty() : Optional.of(id.substring(0, dot + 1));
    }

    /** The dataset that it works for. */
    String dataset() {
        return event.path("dataset").asText();
    }

    /** The version of the dataset that it works for. */
    String version() {
        return event.path("version").asText();
    }

    /** The event that asked for this job. */
    public Event cause() {
        return EventReader.read(Json.bytes(event), Topic.named(topic).eventType());
    }
}

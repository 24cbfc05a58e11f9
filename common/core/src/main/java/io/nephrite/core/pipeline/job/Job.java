package io.nephrite.core.pipeline.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.Topics;
import io.nephrite.core.pipeline.Json;

/**
 * A unit of long work.
 *
 * @param id the same for the same work, so that a job asked for twice is one job; letters, digits, dots and hyphens
 * @param topic of the event that asked for it: what kind of work it is
 * @param priority jobs with a smaller one are taken first
 * @param event JSON of the event that asked for it
 */
public record Job(String id, String topic, int priority, JsonNode event) {
    public Job {
        if (!id.matches("[A-Za-z0-9.-]+")) {
            throw new IllegalArgumentException("job id needs letters, digits, dots and hyphens, found " + id);
        }
    }

    public static Job of(String id, int priority, Event cause) {
        return new Job(id, cause.topic().topicName(), priority, Json.mapper().valueToTree(cause));
    }

    /** The event that asked for this job. */
    public Event cause() {
        return Json.read(Json.bytes(event), Topics.named(topic).eventType());
    }
}

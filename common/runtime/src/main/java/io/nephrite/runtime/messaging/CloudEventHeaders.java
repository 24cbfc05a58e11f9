package io.nephrite.runtime.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nephrite.core.event.Event;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * CloudEvents 1.0, Kafka binding, binary mode: attributes as headers, the event's JSON as value. SmallRye's own
 * metadata cannot say the same: of a content type it makes {@code ce_datacontenttype} too, which the binding does not
 * know, and without one the records would lose {@code content-type}.
 */
public final class CloudEventHeaders {
    /** CloudEvents extension: when the work began that led to the event; ISO 8601. */
    public static final String WORK_BEGUN = "ce_workbegun";

    /** When the event was sent; ISO 8601. */
    public static final String TIME = "ce_time";

    private CloudEventHeaders() {}

    static Headers of(Event event, String service, Instant time) {
        RecordHeaders headers = new RecordHeaders();
        add(headers, "ce_specversion", "1.0");
        add(headers, "ce_id", event.header().eventId());
        add(headers, "ce_source", "/nephrite/" + service);
        add(headers, "ce_type", event.topic().cloudEventType());
        add(headers, "ce_subject", event.partitionKey());
        add(headers, TIME, time.toString());
        add(headers, "ce_correlationid", event.header().correlationId());
        add(headers, "ce_causationid", event.header().causationId());
        WorkStart.current().ifPresent(begun -> add(headers, WORK_BEGUN, begun.toString()));
        add(headers, "content-type", "application/json");
        return headers;
    }

    private static void add(RecordHeaders headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}

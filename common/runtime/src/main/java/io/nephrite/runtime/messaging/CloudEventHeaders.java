package io.nephrite.runtime.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nephrite.core.event.Event;
import io.nephrite.core.event.Topic;
import io.nephrite.runtime.trace.TraceScope;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Header;
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

    /** CloudEvents type; its end is the major version of the event. */
    public static final String TYPE = "ce_type";

    /** CloudEvents extension for distributed tracing: the span to which the event belongs, as W3C Trace Context says it. */
    public static final String TRACE_PARENT = "ce_traceparent";

    private static final String OURS = "io.nephrite.";

    private static final Set<String> KNOWN =
            Arrays.stream(Topic.values()).map(Topic::cloudEventType).collect(Collectors.toUnmodifiableSet());

    private CloudEventHeaders() {}

    /** The type of a record that is an event of ours in a version that this process cannot know; empty of all others. */
    static Optional<String> unknownType(Headers headers) {
        Header type = headers.lastHeader(TYPE);
        return Optional.ofNullable(type)
                .map(header -> new String(header.value(), UTF_8))
                .filter(name -> name.startsWith(OURS) && !KNOWN.contains(name));
    }

    static Headers of(Event event, String service, Instant time) {
        RecordHeaders headers = new RecordHeaders();
        add(headers, "ce_specversion", "1.0");
        add(headers, "ce_id", event.header().eventId());
        add(headers, "ce_source", "/nephrite/" + service);
        add(headers, TYPE, event.topic().cloudEventType());
        add(headers, "ce_subject", event.partitionKey());
        add(headers, TIME, time.toString());
        add(headers, "ce_correlationid", event.header().correlationId());
        add(headers, "ce_causationid", event.header().causationId());
        WorkStart.current().ifPresent(begun -> add(headers, WORK_BEGUN, begun.toString()));
        TraceScope.newest().ifPresent(span -> add(headers, TRACE_PARENT, span.text()));
        add(headers, "content-type", "application/json");
        return headers;
    }

    private static void add(RecordHeaders headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}

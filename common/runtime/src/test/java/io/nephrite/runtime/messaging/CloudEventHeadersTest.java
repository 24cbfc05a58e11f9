package io.nephrite.runtime.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.event.CaseChecked;
import io.nephrite.testkit.EventExamples;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CloudEventHeadersTest {
    @Test
    void namesTheAttributesOfTheKafkaBinding() {
        CaseChecked event = EventExamples.of(CaseChecked.class);
        Map<String, String> headers = new LinkedHashMap<>();
        CloudEventHeaders.of(event, "ingest-service", Instant.EPOCH)
                .forEach(h -> headers.put(h.key(), new String(h.value(), UTF_8)));
        assertThat(headers)
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_id", event.header().eventId())
                .containsEntry("ce_source", "/nephrite/ingest-service")
                .containsEntry("ce_type", "io.nephrite.case-checked.v1")
                .containsEntry("ce_subject", EventExamples.DATASET)
                .containsEntry("ce_time", "1970-01-01T00:00:00Z")
                .containsEntry("ce_correlationid", event.header().correlationId())
                .containsEntry("ce_causationid", event.header().causationId())
                .containsEntry("content-type", "application/json")
                .hasSize(9);
    }
}

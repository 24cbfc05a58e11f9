package io.nephrite.eval.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nephrite.runtime.messaging.CloudEventHeaders;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.apache.kafka.common.header.Header;

/** Times in the headers of a record. */
final class RecordTimes {
    private RecordTimes() {}

    /** When the work began that led to the event. */
    static Optional<Instant> begun(IncomingKafkaRecordMetadata<?, ?> record) {
        return time(record, CloudEventHeaders.WORK_BEGUN);
    }

    /** When the event was sent; where it does not say, when the broker got it. */
    static Instant sent(IncomingKafkaRecordMetadata<?, ?> record) {
        return time(record, CloudEventHeaders.TIME).orElse(record.getTimestamp());
    }

    private static Optional<Instant> time(IncomingKafkaRecordMetadata<?, ?> record, String header) {
        Header found = record.getHeaders().lastHeader(header);
        if (found == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(new String(found.value(), UTF_8)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}

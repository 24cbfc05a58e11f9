package io.nephrite.eval.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nephrite.core.event.Topics;
import io.nephrite.core.pipeline.Json;
import io.nephrite.eval.step.StatusBoard;
import io.nephrite.runtime.CloudEventHeaders;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Shows every event to the board. Reads with a group of its own per instance, from now on, and acknowledges nothing. */
@ApplicationScoped
class StatusListener {
    private static final Logger LOG = Logger.getLogger(StatusListener.class);

    private final StatusBoard board;

    StatusListener(StatusBoard board) {
        this.board = board;
    }

    @Incoming("status")
    @Blocking
    void seen(byte[] body, IncomingKafkaRecordMetadata<String, byte[]> record) {
        try {
            board.seen(
                    Json.read(body, Topics.named(record.getTopic()).eventType()),
                    time(record, CloudEventHeaders.WORK_BEGUN),
                    time(record, CloudEventHeaders.TIME).orElse(record.getTimestamp()));
        } catch (IllegalArgumentException e) {
            // whoever works on the event sends it to the dead letters
            LOG.debugf(e, "unreadable event on %s", record.getTopic());
        }
    }

    private static Optional<Instant> time(IncomingKafkaRecordMetadata<String, byte[]> record, String header) {
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

package io.nephrite.eval.app;

import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventReader;
import io.nephrite.core.event.Topic;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.eval.app.page.LiveEvents;
import io.nephrite.eval.status.StatusBoard;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Shows every event to the board and to open pages. Reads with a group of its own per instance, from now on, and
 * acknowledges nothing.
 */
@ApplicationScoped
class StatusListener {
    private static final Logger LOG = Logger.getLogger(StatusListener.class);

    private final StatusBoard board;
    private final LiveEvents pages;
    private final Namespace namespace;

    StatusListener(StatusBoard board, LiveEvents pages, Namespace namespace) {
        this.namespace = namespace;
        this.board = board;
        this.pages = pages;
    }

    private Class<? extends Event> type(String topic) {
        return namespace
                .nameOf(topic)
                .map(Topic::named)
                .orElseThrow(() -> new IllegalArgumentException("the topic " + topic + " is another Nephrite's"))
                .eventType();
    }

    @Incoming("status")
    @Blocking
    void seen(byte[] body, IncomingKafkaRecordMetadata<String, byte[]> record) {
        try {
            Event event = EventReader.read(body, type(record.getTopic()));
            board.seen(event, RecordTimes.begun(record), RecordTimes.sent(record));
            pages.seen(event);
        } catch (IllegalArgumentException e) {
            // whoever works on the event sends it to the dead letters
            LOG.debugf(e, "unreadable event on %s", record.getTopic());
        }
    }
}

package io.nephrite.runtime.messaging;

import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.PublisherDecorator;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Sends events of another major version to the dead letters instead of guessing what their fields mean. Each service is
 * upgraded by itself, so that an old one may get a new one's events, and the other way round; replayed after the upgrade
 * they are worked on.
 */
@ApplicationScoped
class EventVersions implements PublisherDecorator {
    private static final Logger LOG = Logger.getLogger(EventVersions.class);

    @Override
    public Multi<? extends Message<?>> decorate(
            Multi<? extends Message<?>> publisher, List<String> channels, boolean isConnector) {
        return isConnector ? publisher.select().where(EventVersions::isKnown) : publisher;
    }

    /** Whether the message goes on to its listener; else it is on its way to the dead letters. */
    static boolean isKnown(Message<?> message) {
        Optional<String> type = message.getMetadata(IncomingKafkaRecordMetadata.class)
                .flatMap(record -> CloudEventHeaders.unknownType(record.getHeaders()));
        type.ifPresent(name -> refuse(message, FileNames.printable(name)));
        return type.isEmpty();
    }

    private static void refuse(Message<?> message, String type) {
        PipelineException failure = new PipelineException(
                FailureCode.MALFORMED_EVENT,
                "an event of type " + type
                        + " is of another version than this service; upgrade the service, then replay the dead letter");
        LOG.warnf("a record goes to the dead letters: %s", failure.getMessage());
        Uni.createFrom()
                .completionStage(() -> message.nack(failure))
                .subscribe()
                .with(done -> {}, e -> LOG.errorf(e, "an event of type %s did not reach the dead letters", type));
    }
}

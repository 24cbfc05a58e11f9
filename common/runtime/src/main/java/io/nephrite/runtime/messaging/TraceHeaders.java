package io.nephrite.runtime.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nephrite.runtime.trace.TraceParent;
import io.smallrye.mutiny.Multi;
import io.smallrye.reactive.messaging.PublisherDecorator;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Gives listeners the span that asked for an event, from the header that {@link CloudEventHeaders} writes. */
@ApplicationScoped
class TraceHeaders implements PublisherDecorator {
    @Override
    public Multi<? extends Message<?>> decorate(
            Multi<? extends Message<?>> publisher, List<String> channels, boolean isConnector) {
        return isConnector ? publisher.map(TraceHeaders::withAsker) : publisher;
    }

    static Message<?> withAsker(Message<?> message) {
        Optional<TraceParent> asker =
                message.getMetadata(IncomingKafkaRecordMetadata.class).flatMap(record -> asker(record.getHeaders()));
        return asker.<Message<?>>map(message::addMetadata).orElse(message);
    }

    private static Optional<TraceParent> asker(Headers headers) {
        Header asker = headers.lastHeader(CloudEventHeaders.TRACE_PARENT);
        return Optional.ofNullable(asker)
                .map(Header::value)
                .flatMap(value -> TraceParent.parse(new String(value, UTF_8)));
    }
}

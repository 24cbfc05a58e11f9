package io.nephrite.runtime.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.nephrite.core.event.Event;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Sends each event to its topic and waits until all in-sync replicas have it. */
@ApplicationScoped
public class KafkaEventPublisher implements EventPublisher {
    static final String CHANNEL = "events";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final MutinyEmitter<byte[]> emitter;
    private final MeterRegistry meters;
    private final Clock clock;
    private final String service;

    public KafkaEventPublisher(
            // A fan-out sends hundreds at once, and every caller waits for its own: nothing piles up.
            @Channel(CHANNEL) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) MutinyEmitter<byte[]> emitter,
            MeterRegistry meters,
            Clock clock,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        this.emitter = emitter;
        this.meters = meters;
        this.clock = clock;
        this.service = service;
    }

    @Override
    public void publish(List<? extends Event> events) {
        if (events.isEmpty()) {
            return;
        }
        List<Uni<Void>> sends =
                events.stream().map(e -> emitter.sendMessage(message(e))).toList();
        try {
            Uni.join().all(sends).andFailFast().await().atMost(TIMEOUT);
        } catch (RuntimeException e) {
            throw new PipelineException(
                    FailureCode.BROKER_UNAVAILABLE, "the broker did not take " + describe(events) + ": " + e, e);
        }
        events.forEach(e -> meters.counter(
                        "nephrite.events.published", "topic", e.topic().topicName())
                .increment());
    }

    private Message<byte[]> message(Event event) {
        return Message.of(Json.bytes(event))
                .addMetadata(OutgoingKafkaRecordMetadata.<String>builder()
                        .withTopic(event.topic().topicName())
                        .withKey(event.partitionKey())
                        .withHeaders(CloudEventHeaders.of(event, service, clock.instant()))
                        .build());
    }

    private static String describe(List<? extends Event> events) {
        return events.size() + " events beginning with a "
                + events.get(0).topic().topicName();
    }
}

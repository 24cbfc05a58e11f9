package io.nephrite.runtime.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.nephrite.core.event.Event;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.failure.StoppedException;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.runtime.health.Outages;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.RetriableException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/** Sends each event to its topic and waits until all in-sync replicas have it. */
@ApplicationScoped
public class KafkaEventPublisher implements EventPublisher {
    static final String CHANNEL = "events";

    /** How long a broker may take before the log says that it is slow. */
    private static final Duration SLICE = Duration.ofSeconds(10);

    private static final Logger LOG = Logger.getLogger(KafkaEventPublisher.class);

    private final MutinyEmitter<byte[]> emitter;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Outages outages;
    private final Namespace namespace;
    private final String service;

    public KafkaEventPublisher(
            // A fan-out sends hundreds at once, and every caller waits for its own: nothing piles up.
            @Channel(CHANNEL) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) MutinyEmitter<byte[]> emitter,
            MeterRegistry meters,
            Clock clock,
            Outages outages,
            Namespace namespace,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        this.emitter = emitter;
        this.meters = meters;
        this.clock = clock;
        this.outages = outages;
        this.namespace = namespace;
        this.service = service;
    }

    @Override
    public void publish(List<? extends Event> events) {
        if (!events.isEmpty()) {
            outages.untilDone(describe(events), () -> publishOnce(events));
        }
    }

    private void publishOnce(List<? extends Event> events) {
        try (Outages.Wait wait = outages.begin(describe(events))) {
            await(send(events), wait, events);
            wait.succeeded();
        }
        events.forEach(e -> meters.counter(
                        "nephrite.events.published", "topic", e.topic().topicName())
                .increment());
    }

    @Override
    public void announce(Event event) {
        emitter.sendMessage(message(event))
                .subscribe()
                .with(
                        sent -> {},
                        failure -> LOG.debugf(
                                failure, "%s was not announced", event.topic().topicName()));
    }

    private CompletableFuture<?> send(List<? extends Event> events) {
        List<Uni<Void>> sends =
                events.stream().map(e -> emitter.sendMessage(message(e))).toList();
        return Uni.join().all(sends).andFailFast().subscribeAsCompletionStage();
    }

    /**
     * Returns when all are sent. The producer keeps the records and goes on trying, so that nothing is sent twice.
     *
     * @throws PipelineException where they cannot be sent
     */
    private static void await(CompletableFuture<?> sent, Outages.Wait wait, List<? extends Event> events) {
        while (true) {
            try {
                sent.get(SLICE.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                wait.failed(new PipelineException(
                        FailureCode.BROKER_UNAVAILABLE, "the broker has not taken " + describe(events) + " yet", e));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoppedException(describe(events));
            } catch (ExecutionException e) {
                boolean passes = e.getCause() instanceof RetriableException;
                throw new PipelineException(
                        passes ? FailureCode.BROKER_UNAVAILABLE : FailureCode.BUG,
                        "the broker did not take " + describe(events) + ": " + e.getCause(),
                        e);
            }
        }
    }

    private Message<byte[]> message(Event event) {
        return Message.of(Json.bytes(event))
                .addMetadata(OutgoingKafkaRecordMetadata.<String>builder()
                        .withTopic(namespace.topic(event.topic().topicName()))
                        .withKey(event.partitionKey())
                        .withHeaders(CloudEventHeaders.of(event, service, clock.instant()))
                        .build());
    }

    private static String describe(List<? extends Event> events) {
        return events.size() + " events beginning with a "
                + events.get(0).topic().topicName();
    }
}

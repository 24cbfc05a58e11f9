package io.nephrite.preprocess.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephrite.core.event.CaseFingerprinted;
import io.nephrite.core.event.FingerprintRequested;
import io.nephrite.core.json.Json;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.preprocess.step.StoredCase;
import io.nephrite.runtime.store.Datasets;
import io.nephrite.runtime.store.Results;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.quarkus.InMemoryChannels;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.smallrye.reactive.messaging.memory.InMemorySink;
import io.smallrye.reactive.messaging.memory.InMemorySource;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(InMemoryChannels.class)
class CaseListenerTest {
    @Inject
    @Any
    InMemoryConnector channels;

    @Inject
    @Datasets
    ObjectStore datasets;

    @Inject
    @Results
    ObjectStore results;

    @Test
    void acknowledgesARequestWhenOutputsAndEventsAreSafe() {
        FingerprintRequested request = new FingerprintRequested(
                EventExamples.header("wiring"),
                EventExamples.DATASET,
                EventExamples.VERSION,
                StoredCase.put(datasets, "case_00001"),
                Optional.empty());
        InMemorySink<byte[]> events = channels.sink("events");
        InMemorySource<Message<byte[]>> requests = channels.source("fingerprint-requested");
        AtomicBoolean acknowledged = new AtomicBoolean();
        requests.send(Message.of(Json.bytes(request), () -> {
            acknowledged.set(true);
            return CompletableFuture.completedFuture(null);
        }));

        await().atMost(Duration.ofSeconds(20)).until(acknowledged::get);
        assertThat(events.received()).singleElement().satisfies(message -> {
            OutgoingKafkaRecordMetadata<?> metadata =
                    message.getMetadata(OutgoingKafkaRecordMetadata.class).orElseThrow();
            assertThat(metadata.getTopic()).isEqualTo("case-fingerprinted");
            assertThat(metadata.getKey()).isEqualTo(EventExamples.DATASET);
            assertThat(metadata.getHeaders().lastHeader("ce_type")).isNotNull();
            CaseFingerprinted event = Json.read(message.getPayload(), CaseFingerprinted.class);
            assertThat(results.exists(event.fingerprintKey())).isTrue();
        });
    }

    @Test
    void refusesWhatItCannotReadAndGoesOn() {
        InMemorySource<Message<byte[]>> requests = channels.source("preprocessing-requested");
        AtomicBoolean refused = new AtomicBoolean();
        requests.send(Message.of(new byte[] {'{'}, () -> CompletableFuture.completedFuture(null), reason -> {
            refused.set(true);
            return CompletableFuture.completedFuture(null);
        }));
        await().atMost(Duration.ofSeconds(20)).until(refused::get);
    }
}

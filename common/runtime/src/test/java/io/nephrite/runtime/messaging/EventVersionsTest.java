package io.nephrite.runtime.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.event.Event;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.testkit.EventExamples;
import io.smallrye.mutiny.Multi;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.Test;

class EventVersionsTest {
    private final List<Throwable> refused = new ArrayList<>();

    @Test
    void takesEveryEventThatThisVersionSends() {
        for (Event event : EventExamples.all()) {
            assertThat(passed(CloudEventHeaders.of(event, "ingest-service", Instant.EPOCH)))
                    .isTrue();
        }
        assertThat(refused).isEmpty();
    }

    @Test
    void takesRecordsOfOthersAndThoseWithoutAType() {
        assertThat(passed(new RecordHeaders())).isTrue();
        assertThat(passed(typed("com.example.other.v9"))).isTrue();
        assertThat(refused).isEmpty();
    }

    @Test
    void refusesAnotherMajorVersionInsteadOfGuessing() {
        assertThat(passed(typed("io.nephrite.case-checked.v2"))).isFalse();

        assertThat(refused)
                .singleElement()
                .isInstanceOf(PipelineException.class)
                .extracting(Throwable::getMessage)
                .asString()
                .contains("io.nephrite.case-checked.v2", "upgrade the service", "replay");
    }

    @Test
    void goesOnWithTheRecordAfterARefusedOne() {
        List<Message<?>> passed = new ArrayList<>();
        Message<?> good = message(typed("io.nephrite.case-checked.v1"));
        new EventVersions()
                .decorate(
                        Multi.createFrom().items(message(typed("io.nephrite.case-checked.v2")), good),
                        List.of("case-checked"),
                        true)
                .subscribe()
                .with(passed::add);

        assertThat(passed).hasSize(1).first().isSameAs(good);
        assertThat(refused).hasSize(1);
    }

    private static Headers typed(String type) {
        return new RecordHeaders().add("ce_type", type.getBytes(UTF_8));
    }

    private boolean passed(Headers headers) {
        return EventVersions.isKnown(message(headers));
    }

    private Message<byte[]> message(Headers headers) {
        ConsumerRecord<String, byte[]> record = new ConsumerRecord<>(
                "case-checked",
                0,
                0,
                0,
                TimestampType.CREATE_TIME,
                0,
                0,
                "key",
                new byte[0],
                headers,
                java.util.Optional.empty());
        return Message.of(
                new byte[0],
                Metadata.of(new IncomingKafkaRecordMetadata<>(record, "case-checked")),
                () -> CompletableFuture.completedFuture(null),
                failure -> {
                    refused.add(failure);
                    return CompletableFuture.completedFuture(null);
                });
    }
}

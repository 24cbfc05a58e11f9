package io.nephrite.planner.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephrite.core.event.Event;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.json.Json;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.quarkus.InMemoryChannels;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.smallrye.reactive.messaging.memory.InMemorySink;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Wiring only: every channel reaches its step, and what follows is published. */
@QuarkusTest
@WithTestResource(InMemoryChannels.class)
class PlanningListenerTest {
    private static final List<String> INCOMING = List.of(
            "dataset-sealed",
            "case-fingerprinted",
            "work-failed",
            "plans-created",
            "case-preprocessed",
            "case-predicted");

    @Inject
    @Any
    InMemoryConnector connector;

    /** The stores are empty, so every step but the one that ignores foreign failures says what it misses. */
    @Test
    void handsEveryChannelToItsStep() {
        InMemorySink<byte[]> events = connector.sink("events");
        for (Event event : EventExamples.all()) {
            String topic = event.topic().topicName();
            if (INCOMING.contains(topic)) {
                connector.source(topic).send(Json.bytes(event));
            }
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> events.received().size() >= INCOMING.size() - 1);
        assertThat(events.received())
                .extracting(m -> Json.read(m.getPayload(), WorkFailed.class).stage())
                .containsOnly("PlanExperiment", "ReleaseTraining");
    }
}

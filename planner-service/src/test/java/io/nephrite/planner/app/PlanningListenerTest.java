package io.nephrite.planner.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephrite.core.event.Event;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.json.Json;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.runtime.store.Datasets;
import io.nephrite.runtime.store.Results;
import io.nephrite.testkit.EventExamples;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.smallrye.reactive.messaging.memory.InMemorySink;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Wiring only: every channel reaches its step, and what follows is published. */
@QuarkusTest
@QuarkusTestResource(PlanningListenerTest.Channels.class)
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

    /** The channels without a broker. */
    public static final class Channels implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            Map<String, String> settings = new HashMap<>(InMemoryConnector.switchOutgoingChannelsToInMemory("events"));
            INCOMING.forEach(c -> settings.putAll(InMemoryConnector.switchIncomingChannelsToInMemory(c)));
            return settings;
        }

        @Override
        public void stop() {
            InMemoryConnector.clear();
        }
    }

    /** Empty buckets. */
    @Singleton
    static class Stores {
        @Produces
        @Singleton
        @Datasets
        ObjectStore datasets() {
            return new InMemoryObjectStore();
        }

        @Produces
        @Singleton
        @Results
        ObjectStore results() {
            return new InMemoryObjectStore();
        }
    }
}

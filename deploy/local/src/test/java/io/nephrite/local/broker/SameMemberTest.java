package io.nephrite.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephrite.core.event.Topic;
import io.nephrite.init.BrokerSettings;
import io.nephrite.init.TopicCreation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the Kafka client says, with a real broker, where two processes have one {@code NEPHRITE_MEMBER}: in words that
 * the services' ConsoleFilter knows and explains.
 */
class SameMemberTest {
    /** As in ConsoleFilter. */
    private static final Pattern NAME_TAKEN =
            Pattern.compile("group[. ]instance[. ]id.*fenced|fenced.*group[. ]instance[. ]id");

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final Logger clients = Logger.getLogger("org.apache.kafka.clients");
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private final Handler kept = new Handler() {
        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.SEVERE.intValue()) {
                errors.add(record.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void keepErrors() {
        clients.addHandler(kept);
    }

    @AfterEach
    void leaveErrors() {
        clients.removeHandler(kept);
    }

    @Test
    void theOneThatCameFirstSaysThatItsNameIsTakenAndTheOtherGoesOn() throws Exception {
        List<Topic.Definition> topics = Topic.definitions().stream()
                .filter(topic -> topic.name().equals(Topic.OBJECT_EVENTS))
                .toList();
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            TopicCreation.createMissing(BrokerSettings.at(broker.bootstrapServers()), topics, 1);
            try (KafkaConsumer<byte[], byte[]> first = consumer(broker);
                    KafkaConsumer<byte[], byte[]> second = consumer(broker)) {
                await().atMost(PATIENCE).until(() -> owns(first));

                await().atMost(PATIENCE).until(() -> owns(second) && isFenced(first));

                assertThat(errors).anyMatch(words -> NAME_TAKEN.matcher(words).find());
                assertThat(owns(second)).isTrue();
            }
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(EmbeddedBroker broker) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "group.id",
                        "ingest-service",
                        "group.instance.id",
                        "one.object-events",
                        "session.timeout.ms",
                        15000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(Topic.OBJECT_EVENTS));
        return consumer;
    }

    private static boolean owns(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.poll(Duration.ofMillis(100));
        return !consumer.assignment().isEmpty();
    }

    private static boolean isFenced(KafkaConsumer<byte[], byte[]> consumer) {
        try {
            consumer.poll(Duration.ofMillis(100));
            return false;
        } catch (FencedInstanceIdException e) {
            return true;
        }
    }
}

package io.nephrite.local.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.event.Topic;
import io.nephrite.init.BrokerSettings;
import io.nephrite.init.TopicCreation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
    @TempDir
    Path folder;

    @Test
    void keepsTopicsRecordsAndOffsetsOverARestartOnAnotherPort() throws Exception {
        String first;
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            TopicCreation.createMissing(BrokerSettings.at(broker.bootstrapServers()), Topic.definitions(), 1);
            TopicCreation.createMissing(
                    BrokerSettings.at(broker.bootstrapServers()), Topic.definitions(), 1); // what is there stays
            first = broker.bootstrapServers();
            send(broker, "one");
            send(broker, "two");
            assertThat(consume(broker, 1)).containsExactly("one");
        }

        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            assertThat(broker.bootstrapServers()).isNotEqualTo(first);
            assertThat(topics(broker))
                    .containsAll(Topic.definitions().stream()
                            .map(Topic.Definition::name)
                            .toList());
            assertThat(consume(broker, 1)).containsExactly("two");
        }
    }

    private static List<String> topics(EmbeddedBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            return List.copyOf(admin.listTopics().names().get());
        }
    }

    private static void send(EmbeddedBroker broker, String value) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topic.OBJECT_EVENTS, "k", value.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    private static List<String> consume(EmbeddedBroker broker, int records) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "group.id",
                "test",
                "auto.offset.reset",
                "earliest",
                "max.poll.records",
                records,
                "enable.auto.commit",
                false);
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topic.OBJECT_EVENTS));
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (System.nanoTime() < deadline) {
                var polled = consumer.poll(Duration.ofMillis(200));
                if (!polled.isEmpty()) {
                    consumer.commitSync();
                    return StreamSupport.stream(polled.spliterator(), false)
                            .map(ConsumerRecord::value)
                            .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                            .toList();
                }
            }
            return List.of();
        }
    }
}

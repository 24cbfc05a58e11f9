package io.nephrite.local.store;

import io.nephrite.core.event.Topic;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What a store has announced on the topic of object events. */
final class AnnouncedObjects {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private AnnouncedObjects() {}

    /** Waits for that many keys, {@code bucket/object}, and returns those that came. */
    static Set<String> await(String bootstrapServers, int count) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(Topic.OBJECT_EVENTS, 0)));
            Set<String> keys = new HashSet<>();
            long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
            while (keys.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> keys.add(record.key()));
            }
            return keys;
        }
    }
}

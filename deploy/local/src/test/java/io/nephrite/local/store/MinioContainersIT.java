package io.nephrite.local.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.event.Topics;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.testkit.ObjectStoreContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** MinIO obeys the contract of all stores, and announces what is written to Kafka. */
final class MinioContainersIT extends ObjectStoreContract {
    private static ContainerFixture containers;

    @BeforeAll
    static void start() throws Exception {
        containers = new ContainerFixture(Path.of(System.getProperty("nephrite.home")));
    }

    @AfterAll
    static void stop() {
        containers.close();
    }

    @Override
    protected ObjectStore store() {
        return containers.bucket(ObjectKeys.NEPHRITE);
    }

    @Test
    void announcesEachObjectOfBucketDatasets() {
        containers.bucket(ObjectKeys.DATASETS).put("Task_1/imagesTr/a_0000.nii.gz", new byte[3]);
        containers.bucket(ObjectKeys.NEPHRITE).put("Task_1/silent.json", new byte[1]);
        containers.bucket(ObjectKeys.DATASETS).put("Task_1/dataset.json", new byte[2]);

        assertThat(announced(2))
                .containsExactlyInAnyOrder("datasets/Task_1/imagesTr/a_0000.nii.gz", "datasets/Task_1/dataset.json");
    }

    private static Set<String> announced(int count) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", containers.bootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(Topics.OBJECT_EVENTS, 0)));
            Set<String> keys = new HashSet<>();
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (keys.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> keys.add(record.key()));
            }
            return keys;
        }
    }
}

package io.nephrite.local.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.event.Topic;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.s3.MinioObjectStore;
import io.nephrite.testkit.ObjectStoreContract;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded store obeys the contract of all stores, and announces what is written. */
class EmbeddedStoreTest extends ObjectStoreContract {
    @TempDir
    static Path folder;

    private static StoreFixture fixture;

    @BeforeAll
    static void start() throws Exception {
        Path leftover = folder.resolve("s3/datasets/T/a.nii.gz-01234567-89ab-4cde-8f01-23456789abcd");
        Files.createDirectories(leftover.getParent());
        Files.writeString(leftover, "half a put");
        fixture = new StoreFixture(folder);
        assertThat(leftover).as("swept at the start").doesNotExist();
    }

    @AfterAll
    static void stop() throws Exception {
        fixture.close();
    }

    @Override
    protected ObjectStore store() {
        return fixture.bucket(ObjectKeys.NEPHRITE);
    }

    @Test
    void announcesEachObjectOfBucketDatasetsInMiniosForm() {
        ObjectStore datasets = fixture.bucket(ObjectKeys.DATASETS);
        byte[] large = new byte[(int) MinioObjectStore.PART_BYTES + 1];
        datasets.put("Task 1/imagesTr/ä_0000.nii.gz", new byte[3]);
        datasets.put("Task 1/imagesTr/large.nii.gz", large);
        fixture.bucket(ObjectKeys.NEPHRITE).put("Task 1/silent.json", new byte[1]);
        datasets.put("Task 1/dataset.json", new byte[2]);
        datasets.put("Task 2/dataset.json", new byte[2]);
        datasets.delete("Task 2/dataset.json");

        List<JsonNode> all = records(5);
        assertThat(all.get(4).at("/EventName").textValue()).isEqualTo("s3:ObjectRemoved:Delete");
        assertThat(all.get(4).at("/Records/0/s3/object/key").textValue()).isEqualTo("Task+2%2Fdataset.json");
        List<JsonNode> records = all.subList(0, 3);

        assertThat(records)
                .extracting(
                        r -> URLDecoder.decode(r.at("/Records/0/s3/object/key").textValue(), StandardCharsets.UTF_8))
                .containsExactly(
                        "Task 1/imagesTr/ä_0000.nii.gz", "Task 1/imagesTr/large.nii.gz", "Task 1/dataset.json");
        assertThat(records)
                .extracting(r -> r.at("/Records/0/s3/object/size").longValue())
                .containsExactly(3L, (long) large.length, 2L);
        assertThat(records)
                .extracting(r -> r.at("/EventName").textValue())
                .containsExactly(
                        "s3:ObjectCreated:Put", "s3:ObjectCreated:CompleteMultipartUpload", "s3:ObjectCreated:Put");
        assertThat(datasets.list("Task 1/"))
                .extracting(o -> o.key() + " " + o.etag())
                .containsExactlyInAnyOrderElementsOf(records.stream()
                        .map(r -> URLDecoder.decode(
                                        r.at("/Records/0/s3/object/key").textValue(), StandardCharsets.UTF_8)
                                + " " + r.at("/Records/0/s3/object/eTag").textValue())
                        .toList());
    }

    @Test
    void hidesAndRefusesNamesOfPutsInFlight() throws Exception {
        ObjectStore datasets = fixture.bucket(ObjectKeys.DATASETS);
        String inFlight = "U/a.nii.gz-01234567-89ab-4cde-8f01-23456789abcd";
        Path file = Files.createDirectories(folder.resolve("s3/datasets/U"))
                .resolve(Path.of(inFlight).getFileName());
        Files.writeString(file, "half a put");

        assertThat(datasets.list("U/")).isEmpty();
        assertThatThrownBy(() -> datasets.put(inFlight, new byte[1])).isInstanceOf(PipelineException.class);
    }

    @Test
    void refusesAnotherKey() {
        ObjectStore stranger = new MinioObjectStore(fixture.client("guess"), ObjectKeys.DATASETS);

        assertThatThrownBy(() -> stranger.list("")).isInstanceOf(PipelineException.class);
    }

    @Test
    void takesWhatABrowserPutsToASignedAddressAndNothingElse() throws Exception {
        BrowserPuts puts = new BrowserPuts(fixture.connection(), store());

        puts.requireTaken();
        puts.requireBound();
    }

    private static List<JsonNode> records(int count) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", fixture.bootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(Topic.OBJECT_EVENTS, 0)));
            List<JsonNode> records = new ArrayList<>();
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (records.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(100)).forEach(r -> records.add(Json.tree(r.value())));
            }
            return records;
        }
    }
}

package io.nephrite.local.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.Topic;
import io.nephrite.core.json.Json;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.local.client.ServiceClient.Answer;
import io.nephrite.local.service.ServiceKind;
import io.nephrite.testkit.EventExamples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is sent to the topics, nothing follows from it but a dead letter, and a dataset runs through afterwards. */
class PoisonFullIT {
    private static final int AT_LEAST = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    /** What is no dataset's begins so. */
    private static final String SERVICES_OWN = "_";

    @TempDir
    static Path folder;

    @Test
    void nothingFollowsFromPoisonAndADatasetRunsThroughAfterIt() throws Exception {
        try (DisturbedSystem system = new DisturbedSystem(folder)) {
            Map<ServiceKind, Long> pids = system.pids();
            int sent = poison(system);
            assertThat(sent).isGreaterThanOrEqualTo(AT_LEAST);

            long dead = settled(system);
            System.out.printf(
                    "%d poison records, %d dead letters, %d work-failed%n",
                    sent, dead, system.records(Topic.WORK_FAILED.topicName()));
            assertThat(dead).isBetween((long) sent / 2, (long) sent);
            // a record of an unknown dataset is well formed: its failure is reported once
            assertThat(system.records(Topic.WORK_FAILED.topicName()) - sentTo(Topic.WORK_FAILED.topicName()))
                    .isLessThanOrEqualTo(Topic.values().length);
            for (ServiceKind kind : ServiceKind.values()) {
                assertThat(system.log(kind)).noneMatch(line -> line.startsWith("ERROR fake"));
            }
            assertThat(system.client().results().list(""))
                    .extracting(ObjectInfo::key)
                    .allMatch(key -> key.startsWith(EventExamples.DATASET + "/") || key.startsWith(SERVICES_OWN));
            assertThat(system.pids()).as("no service had to be started afresh").isEqualTo(pids);
            actsOnDeadLetters(system);

            system.upload("Task950_After", FaultsFullIT.EXPERIMENT);
            assertThat(system.awaitReport("Task950_After", PATIENCE).failures()).isEmpty();
        }
    }

    private static void actsOnDeadLetters(DisturbedSystem system) throws Exception {
        String topic = Topic.CASE_CHECKED.topicName();
        JsonNode letters = system.client().deadLetters(Optional.of(topic), 1000, false);
        assertThat(letters).hasSizeGreaterThan(10);
        String id = letters.get(0).path("id").asText();
        assertThat(system.client().deadLetter(id).message()).contains("dead-letter-reason");
        long before = system.records(topic);
        long deadBefore = system.records(topic + ".dlq");
        for (int i = 0; i < 3; i++) {
            Answer answer = system.client().deadLetter(id, "replay");
            assertThat(answer.accepted()).as(answer.message()).isTrue();
        }
        assertThat(system.records(topic)).as("sent again once").isEqualTo(before + 1);
        // its cause is still there, so it becomes a dead letter again
        await().atMost(Duration.ofMinutes(1)).until(() -> system.records(topic + ".dlq") == deadBefore + 1);

        String other = letters.get(1).path("id").asText();
        ProcessHandle.of(system.pids().get(ServiceKind.EVAL)).orElseThrow().destroyForcibly();
        await().atMost(Duration.ofMinutes(3))
                .ignoreExceptions()
                .until(() -> system.client().deadLetter(other, "drop").accepted());
        assertThat(system.client().deadLetter(other, "replay").status()).isEqualTo(409);
        assertThat(system.client().deadLetter(id, "replay").accepted()).isTrue();
        assertThat(system.records(topic)).as("after a restart, too").isEqualTo(before + 1);
        assertThat(system.client().deadLetters(Optional.of(topic), 1000, false).findValuesAsText("id"))
                .doesNotContain(id, other);
        assertThat(system.client().deadLetter("case-checked.999999").status()).isEqualTo(404);
    }

    private static long sentTo(String topic) {
        return variants(topic).size();
    }

    private static int poison(DisturbedSystem system) throws Exception {
        List<String> topics = new ArrayList<>(List.of(Topic.OBJECT_EVENTS));
        Arrays.stream(Topic.values()).map(Topic::topicName).forEach(topics::add);
        int sent = 0;
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", system.bootstrapServers(), "max.request.size", 1_048_000),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (String topic : topics) {
                for (byte[] body : variants(topic)) {
                    producer.send(new ProducerRecord<>(topic, sent % 3 == 0 ? null : "../k\n" + sent, body))
                            .get();
                    sent++;
                }
            }
        }
        return sent;
    }

    private static List<byte[]> variants(String topic) {
        List<byte[]> bodies = new ArrayList<>();
        bodies.add(null);
        for (String text : List.of(
                "",
                "{",
                "null",
                "[]",
                "7",
                "\"text\"",
                "true",
                "{\"dataset\": \"Dataset001_Example\"}",
                "{}",
                "{\"header\": 7}",
                "{\"dataset\": {\"a\": 1}}",
                "[".repeat(5000) + "]".repeat(5000),
                "{\"a\":".repeat(2000) + "1" + "}".repeat(2000))) {
            bodies.add(text.getBytes(UTF_8));
        }
        byte[] large = new byte[900_000];
        Arrays.fill(large, (byte) 'x');
        bodies.add(large);
        bodies.add(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        if (topic.equals(Topic.OBJECT_EVENTS)) {
            return bodies;
        }
        Event example = EventExamples.of(Topic.named(topic).eventType());
        for (String name : List.of("", "..", "../../etc", "a/b", "<b>x</b>", "a\nERROR fake", "_jobs/x")) {
            bodies.add(with(example, "dataset", name));
        }
        bodies.add(with(example, "version", "../../other"));
        bodies.add(with(example, "header", "x"));
        bodies.add(without(example, "header"));
        bodies.add(without(example, "dataset"));
        ObjectNode forged = Json.mapper().valueToTree(example);
        ((ObjectNode) forged.get("header")).put("correlationId", "a\nERROR fake");
        bodies.add(Json.bytes(forged));
        for (String field : Set.of("predictionKey", "metricsKey", "checkKey", "parametersKey", "propertiesKey")) {
            if (forged.has(field)) {
                bodies.add(with(example, field, "Dataset999_Other/results/x"));
            }
        }
        bodies.add(Json.bytes(example)); // of a dataset that is nowhere
        return bodies;
    }

    private static byte[] with(Event event, String field, String value) {
        ObjectNode tree = Json.mapper().valueToTree(event);
        return Json.bytes(tree.put(field, value));
    }

    private static byte[] without(Event event, String field) {
        ObjectNode tree = Json.mapper().valueToTree(event);
        tree.remove(field);
        return Json.bytes(tree);
    }

    /** Waits until nothing follows any more, and returns the number of dead letters. */
    private static long settled(DisturbedSystem system) {
        AtomicLong last = new AtomicLong(-1);
        await().atMost(Duration.ofMinutes(4))
                .pollInterval(Duration.ofSeconds(10))
                .until(() -> {
                    long now = system.deadLetters() + system.records(Topic.WORK_FAILED.topicName());
                    return last.getAndSet(now) == now;
                });
        return system.deadLetters();
    }
}

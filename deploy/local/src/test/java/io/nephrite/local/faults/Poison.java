package io.nephrite.local.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.Topic;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.testkit.EventExamples;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Records that nobody should send: broken, forged, foreign. The same at each run. */
final class Poison {
    private static final int DEEP = 20_000;
    private static final int LARGE = 900_000;
    private static final List<String> NAMES = List.of(
            "", " ", ".", "..", "../../etc", "a/b", "<b>x</b>", "a\nERROR fake", "a\u0000b", "_jobs", "x".repeat(3000));

    private static final List<String> OURS =
            List.of("Task9", "_jobs/", ObjectKeys.knownDataset("Task9"), EventExamples.DATASET + "/");

    private Poison() {}

    /** About 500, on every topic of the services. */
    static List<ProducerRecord<byte[], byte[]>> records() {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (Event example : EventExamples.all()) {
            String topic = example.topic().topicName();
            add(records, topic, null);
            add(records, topic, new byte[0]);
            add(records, topic, "not json".getBytes(UTF_8));
            add(records, topic, "{".getBytes(UTF_8));
            add(records, topic, "null".getBytes(UTF_8));
            add(records, topic, "[]".getBytes(UTF_8));
            add(records, topic, "{}".getBytes(UTF_8));
            add(records, topic, "[".repeat(DEEP).getBytes(UTF_8));
            add(records, topic, new byte[LARGE]);
            add(records, topic, Json.bytes(Json.mapper().createObjectNode().put("dataset", "x")));
            for (String name : NAMES) {
                add(records, topic, with(example, "dataset", name));
            }
            for (String field : List.of("version", "caseId", "configuration", "fold")) {
                add(records, topic, with(example, field, "../../x"));
            }
            for (String field : without(example)) {
                ObjectNode reduced = tree(example);
                reduced.remove(field);
                add(records, topic, Json.bytes(reduced));
            }
        }
        for (String text : List.of("", "{}", "[]", "null", "{\"Records\": [{}]}", "{\"Records\": 5}")) {
            add(records, Topic.OBJECT_EVENTS, text.getBytes(UTF_8));
        }
        return records;
    }

    /** Whether a key lies outside of what the services write for datasets that were uploaded. */
    static boolean isNoKeyOfOurs(String key) {
        return OURS.stream().noneMatch(key::startsWith);
    }

    private static List<String> without(Event example) {
        List<String> fields = new ArrayList<>();
        tree(example).fieldNames().forEachRemaining(fields::add);
        return fields.subList(0, Math.min(4, fields.size()));
    }

    private static byte[] with(Event example, String field, String value) {
        ObjectNode forged = tree(example);
        if (forged.has(field)) {
            forged.put(field, value);
        } else {
            forged.put("unknown-" + field, value);
        }
        return Json.bytes(forged);
    }

    private static ObjectNode tree(Event example) {
        return Json.mapper().valueToTree(example);
    }

    private static void add(List<ProducerRecord<byte[], byte[]>> records, String topic, byte[] value) {
        records.add(new ProducerRecord<>(topic, "poison".getBytes(UTF_8), value));
    }
}

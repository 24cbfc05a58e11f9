package io.nephrite.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.nephrite.core.json.Json;
import io.nephrite.testkit.EventExamples;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Here and not in core, which the examples depend on. */
class EventReaderTest {
    /** Fields that an event may lack. */
    private static final Set<String> OPTIONAL = Set.of(
            "version of work-failed",
            "work of work-failed",
            "caseId of work-failed",
            "configuration of work-failed",
            "fold of work-failed",
            "rawResampling",
            "deviceMemoryBytes");

    private static final List<String> NO_NAMES =
            List.of("", " ", ".", "..", "../../etc", "a/b", "<b>x</b>", "a\nERROR fake", "a\u202eb", "x".repeat(200));

    @Test
    void readsEveryEventThatTheServicesSend() {
        for (Event event : EventExamples.all()) {
            assertThat(EventReader.read(Json.bytes(event), event.topic().eventType()))
                    .isEqualTo(event);
        }
    }

    @Test
    void refusesEveryEventThatLacksAField() {
        for (Event event : EventExamples.all()) {
            ObjectNode whole = Json.mapper().valueToTree(event);
            whole.fieldNames().forEachRemaining(field -> {
                boolean isOptional = OPTIONAL.contains(field)
                        || OPTIONAL.contains(field + " of " + event.topic().topicName());
                if (!isOptional) {
                    refuses(event, whole.deepCopy().without(field), field);
                }
            });
        }
    }

    @Test
    void refusesEveryEventWithAFileThatLacksAField() {
        for (Event event : EventExamples.all()) {
            ObjectNode whole = Json.mapper().valueToTree(event);
            for (String file : List.of("/files/images/0", "/files/label")) {
                for (String field : List.of("key", "etag")) {
                    if (whole.at(file).has(field)) {
                        ObjectNode without = whole.deepCopy();
                        ((ObjectNode) without.at(file)).remove(field);
                        refuses(event, without, field + " is missing");
                    }
                }
            }
        }
    }

    @Test
    void refusesNamesThatAnUploadMayNotHave() {
        for (Event event : EventExamples.all()) {
            ObjectNode whole = Json.mapper().valueToTree(event);
            for (String field :
                    List.of("dataset", "version", "configuration", "fold", "caseId", "dataIdentifier", "trainingId")) {
                if (whole.has(field)) {
                    NO_NAMES.forEach(name -> refuses(event, whole.deepCopy().put(field, name), field));
                }
            }
            NO_NAMES.forEach(name -> {
                ObjectNode other = whole.deepCopy();
                ((ObjectNode) other.get("header")).put("eventId", name);
                refuses(event, other, "eventId");
            });
        }
    }

    @Test
    void refusesKeysOutsideTheFolderOfTheDataset() {
        for (Event event : EventExamples.all()) {
            ObjectNode whole = Json.mapper().valueToTree(event);
            whole.fieldNames().forEachRemaining(field -> {
                if (field.endsWith("Key")) {
                    for (String key : List.of(
                            "Dataset002_Other/results/x.json",
                            EventExamples.DATASET + "/../Dataset002_Other/x.json",
                            EventExamples.DATASET + "//x.json",
                            EventExamples.DATASET + "/",
                            "/etc/passwd",
                            "_jobs/trainer/open/x.json")) {
                        refuses(event, whole.deepCopy().put(field, key), field);
                    }
                }
            });
        }
    }

    @Test
    void refusesFilesOfAnotherDataset() {
        FingerprintRequested event = EventExamples.of(FingerprintRequested.class);
        ObjectNode image = Json.mapper().valueToTree(event);
        ((ObjectNode) image.at("/files/images/0")).put("key", "Dataset002_Other/imagesTr/c_0000.nii.gz");
        refuses(event, image, "files.images");
        ObjectNode label = Json.mapper().valueToTree(event);
        ((ObjectNode) label.at("/files/label")).put("key", "Dataset002_Other/labelsTr/c.nii.gz");
        refuses(event, label, "files.label");
    }

    @Test
    void refusesWhatIsNoEventWithoutRepeatingUnprintableParts() {
        Class<CasePredicted> type = CasePredicted.class;
        for (byte[] body : new byte[][] {
            null, {}, "{".getBytes(UTF_8), "null".getBytes(UTF_8), "[]".getBytes(UTF_8), "7".getBytes(UTF_8), {0, 1, 2}
        }) {
            assertThatThrownBy(() -> EventReader.read(body, type)).isInstanceOf(IllegalArgumentException.class);
        }
        ObjectNode forged = Json.mapper().valueToTree(EventExamples.of(type));
        forged.set("caseId", TextNode.valueOf("a\nERROR fake"));
        assertThatThrownBy(() -> EventReader.read(Json.bytes(forged), type))
                .hasMessageContaining("caseId")
                .message()
                .doesNotContain("\n");
    }

    private static void refuses(Event event, JsonNode body, String field) {
        assertThatThrownBy(
                        () -> EventReader.read(Json.bytes(body), event.topic().eventType()))
                .as("%s: %s", event.topic().topicName(), body)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(field);
    }
}

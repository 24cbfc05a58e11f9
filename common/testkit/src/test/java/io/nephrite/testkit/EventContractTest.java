package io.nephrite.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.Topic;
import io.nephrite.core.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The wire format: {@code events/<topic>.v1.json} must stay readable for ever, and today's output equals it. A new
 * optional field is added to the record and to the file in one commit; anything else is a new version of the topic.
 */
class EventContractTest {
    @Test
    void everyTopicHasAnExample() {
        assertThat(EventExamples.all()).extracting(Event::topic).containsExactlyInAnyOrder(Topic.values());
    }

    @TestFactory
    Stream<DynamicTest> todaysOutputEqualsTheExampleFile() {
        return EventExamples.all().stream()
                .map(e -> DynamicTest.dynamicTest(
                        e.topic().topicName(),
                        () -> assertThat(new String(Json.pretty(e), UTF_8))
                                .isEqualTo(file(e.topic()).stripTrailing())));
    }

    @TestFactory
    Stream<DynamicTest> exampleFilesAreReadable() {
        return EventExamples.all().stream()
                .map(e -> DynamicTest.dynamicTest(
                        e.topic().topicName(),
                        () -> assertThat(Json.read(
                                        file(e.topic()).getBytes(UTF_8),
                                        e.topic().eventType()))
                                .isEqualTo(e)));
    }

    @TestFactory
    Stream<DynamicTest> unknownFieldsAreIgnored() {
        return EventExamples.all().stream()
                .map(e -> DynamicTest.dynamicTest(e.topic().topicName(), () -> {
                    ObjectNode tree = (ObjectNode) Json.tree(Json.bytes(e));
                    tree.put("addedLater", 1);
                    assertThat(Json.read(Json.bytes(tree), e.topic().eventType()))
                            .isEqualTo(e);
                }));
    }

    @Test
    void everyTopicHasADeadLetterTwin() {
        List<String> names =
                Topic.definitions().stream().map(Topic.Definition::name).toList();
        assertThat(names).hasSize(2 * (Topic.values().length + 1)).doesNotHaveDuplicates();
        assertThat(names)
                .containsAll(Arrays.stream(Topic.values())
                        .map(t -> t.topicName() + ".dlq")
                        .toList());
    }

    private static String file(Topic topic) throws IOException {
        String name = "/events/" + topic.topicName() + ".v1.json";
        try (InputStream in = EventContractTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}

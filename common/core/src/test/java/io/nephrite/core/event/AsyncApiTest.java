package io.nephrite.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AsyncApiTest {
    private static final Path DOCUMENT = Path.of("../../docs/asyncapi.json");

    /** On a wanted change run with {@code -Dnephrite.write=true}: the file is written anew. */
    @Test
    void publishedDocumentSaysWhatTheRecordsSay() throws IOException {
        String made = new String(Json.pretty(AsyncApi.document()), java.nio.charset.StandardCharsets.UTF_8) + "\n";
        if (Boolean.getBoolean("nephrite.write")) {
            Files.writeString(DOCUMENT, made);
        }
        assertThat(DOCUMENT).content().isEqualTo(made);
    }

    @Test
    void everyEventHasATopicOfItsOwn() {
        List<Class<?>> events = events(Event.class).toList();
        assertThat(events).hasSameSizeAs(Topic.values());
        for (Class<?> event : events) {
            assertThat(Topic.of(event.asSubclass(Event.class)).eventType()).isEqualTo(event);
        }
    }

    private static Stream<Class<?>> events(Class<?> type) {
        return type.isInterface()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(AsyncApiTest::events)
                : Stream.of(type);
    }
}

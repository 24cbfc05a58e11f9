package io.nephrite.eval.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsumerLagTest {
    private static final Pattern CHANNEL = Pattern.compile("mp\\.messaging\\.incoming\\.([a-z-]+)\\.connector");

    /** A topic that is missing in the list would let work count as lost that waits on that topic. */
    @ParameterizedTest
    @ValueSource(
            strings = {"ingest-service", "preprocess-service", "planner-service", "trainer-service", "eval-service"})
    void knowsEveryTopicThatAServiceTakesFrom(String service) throws IOException {
        Properties settings = new Properties();
        try (Reader file =
                Files.newBufferedReader(Path.of("..", service, "src/main/resources/application.properties"))) {
            settings.load(file);
        }
        List<String> topics = settings.stringPropertyNames().stream()
                .map(CHANNEL::matcher)
                .filter(Matcher::matches)
                .map(channel -> channel.group(1))
                .filter(channel -> !channel.equals("status")) // has a group of its own and does no work
                .toList();
        assertThat(ConsumerLag.CONSUMED.get(service)).containsExactlyInAnyOrderElementsOf(topics);
    }
}

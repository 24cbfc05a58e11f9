package io.nephrite.planner.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ChannelsTest {
    private static final List<String> CHANNELS =
            List.of("dataset-sealed", "case-fingerprinted", "work-failed", "plans-created", "case-preprocessed");

    /** Without a dead-letter topic, the first record that cannot be handled would close the channel for good. */
    @Test
    void everyChannelIsATopicWithADeadLetterTwin() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = getClass().getResourceAsStream("/application.properties")) {
            properties.load(in);
        }
        for (String channel : CHANNELS) {
            assertThat(properties)
                    .containsEntry("mp.messaging.incoming." + channel + ".connector", "smallrye-kafka")
                    .containsEntry("mp.messaging.incoming." + channel + ".dead-letter-queue.topic", channel + ".dlq");
        }
    }
}

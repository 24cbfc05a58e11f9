package io.nephrite.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What a service's application.properties must say of its channels; a test of each service names them. */
public abstract class ChannelsContract {
    private static final String PREFIX = "${NEPHRITE_PREFIX:}";

    private final List<String> channels;

    protected ChannelsContract(String... channels) {
        this.channels = List.of(channels);
    }

    /** Without a dead-letter topic, the first record that cannot be handled would close the channel for good. */
    @Test
    void everyChannelIsATopicWithADeadLetterTwin() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = getClass().getResourceAsStream("/application.properties")) {
            properties.load(in);
        }
        for (String channel : channels) {
            assertThat(properties)
                    .containsEntry("mp.messaging.incoming." + channel + ".connector", "smallrye-kafka")
                    .containsEntry("mp.messaging.incoming." + channel + ".topic", PREFIX + channel)
                    .containsEntry(
                            "mp.messaging.incoming." + channel + ".dead-letter-queue.topic", PREFIX + channel + ".dlq");
        }
    }
}

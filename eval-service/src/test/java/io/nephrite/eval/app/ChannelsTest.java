package io.nephrite.eval.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.event.Topic;
import io.nephrite.testkit.ChannelsContract;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ChannelsTest extends ChannelsContract {
    /** What is asked of a service changes no status, and what is chosen and of whole folds is read from the store. */
    private static final Set<Topic> NOT_OF_THE_STATUS = EnumSet.of(
            Topic.FINGERPRINT_REQUESTED,
            Topic.PREPROCESSING_REQUESTED,
            Topic.TRAINING_REQUESTED,
            Topic.PREDICTION_REQUESTED,
            Topic.FOLD_EVALUATED,
            Topic.CONFIGURATION_SELECTED,
            Topic.IMAGE_PREDICTION_REQUESTED);

    ChannelsTest() {
        super(
                "case-predicted",
                "case-evaluated",
                "fold-evaluated",
                "configuration-selected",
                "image-predicted",
                "work-failed");
    }

    /** The list is written by hand, as a channel's topics are: a new topic has to be put into it, or here. */
    @Test
    void theStatusHearsEveryOtherTopic() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = getClass().getResourceAsStream("/application.properties")) {
            properties.load(in);
        }
        assertThat(properties.getProperty("mp.messaging.incoming.status.topics").split(","))
                .containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.copyOf(NOT_OF_THE_STATUS)).stream()
                        .map(topic -> "${NEPHRITE_PREFIX:}" + topic.topicName())
                        .collect(Collectors.toList()));
    }
}

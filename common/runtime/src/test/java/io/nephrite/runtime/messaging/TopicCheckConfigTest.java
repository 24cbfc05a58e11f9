package io.nephrite.runtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicCheckConfigTest {
    /** As the service reads it, with an environment of the test's own. */
    private static TopicCheckConfig config(Map<String, String> environment) throws IOException {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 300, new DurationConverter())
                .withMapping(TopicCheckConfig.class)
                .withSources(new PropertiesConfigSource(
                        TopicCheckConfigTest.class.getResource("/META-INF/microprofile-config.properties"), 1))
                .withSources(new PropertiesConfigSource(environment, "environment", 300))
                .build()
                .getConfigMapping(TopicCheckConfig.class);
    }

    @Test
    void hasADefaultForEverySetting() throws Exception {
        TopicCheckConfig config = config(Map.of());

        assertThat(config.enabled()).isTrue();
        assertThat(config.patience()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void takesEverySettingThatIsGiven() throws Exception {
        TopicCheckConfig config =
                config(Map.of("nephrite.topic-check.enabled", "false", "nephrite.topic-check.patience", "3s"));

        assertThat(config.enabled()).isFalse();
        assertThat(config.patience()).isEqualTo(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @CsvSource({"nephrite.topic-check.patience, long", "nephrite.topic-check.patience, -1s"})
    void namesTheSettingThatIsWrong(String name, String value) {
        assertThatThrownBy(() -> config(Map.of(name, value)))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(value);
    }
}

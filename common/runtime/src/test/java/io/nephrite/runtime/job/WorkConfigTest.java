package io.nephrite.runtime.job;

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

class WorkConfigTest {
    /** As the service reads it, with an environment of the test's own. */
    private static WorkConfig config(Map<String, String> environment) throws IOException {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 300, new DurationConverter())
                .withMapping(WorkConfig.class)
                .withSources(new PropertiesConfigSource(
                        WorkConfigTest.class.getResource("/META-INF/microprofile-config.properties"), 1))
                .withSources(new PropertiesConfigSource(environment, "environment", 300))
                .build()
                .getConfigMapping(WorkConfig.class);
    }

    @Test
    void hasADefaultForEverySetting() throws Exception {
        WorkConfig config = config(Map.of());

        assertThat(config.threads()).isZero();
        assertThat(config.memoryGib()).isZero();
        assertThat(config.lease()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.threadsHere()).isPositive();
        assertThat(config.memoryBytesHere()).isPositive();
    }

    @Test
    void takesEverySettingThatIsGiven() throws Exception {
        WorkConfig config = config(Map.of(
                "NEPHRITE_THREADS", "3",
                "NEPHRITE_MEMORY_GIB", "1.5",
                "NEPHRITE_LEASE_SECONDS", "7"));

        assertThat(config.threads()).isEqualTo(3);
        assertThat(config.memoryGib()).isEqualTo(1.5);
        assertThat(config.lease()).isEqualTo(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @CsvSource({
        "nephrite.work.threads, many",
        "nephrite.work.memory-gib, much",
        "nephrite.work.lease, soon",
        "nephrite.work.threads, -1",
        "nephrite.work.memory-gib, -0.5",
        "nephrite.work.memory-gib, NaN",
        "nephrite.work.lease, 0s"
    })
    void namesTheSettingThatIsWrong(String name, String value) {
        assertThatThrownBy(() -> config(Map.of(name, value)))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(value);
    }
}

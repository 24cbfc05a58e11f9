package io.nephrite.eval.app;

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

class SweepConfigTest {
    /** As the service reads it, with an environment of the test's own. */
    private static SweepConfig config(Map<String, String> environment) throws IOException {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 300, new DurationConverter())
                .withMapping(SweepConfig.class)
                .withSources(
                        new PropertiesConfigSource(SweepConfigTest.class.getResource("/application.properties"), 2))
                .withSources(new PropertiesConfigSource(environment, "environment", 300))
                .build()
                .getConfigMapping(SweepConfig.class);
    }

    @Test
    void hasADefaultForEverySetting() throws Exception {
        SweepConfig config = config(Map.of());

        assertThat(config.every()).isEqualTo("20s");
        assertThat(config.pause()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.patience()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.delay()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void takesEverySettingThatIsGiven() throws Exception {
        SweepConfig config = config(Map.of(
                "nephrite.sweep.every", "off",
                "nephrite.sweep.pause", "3s",
                "NEPHRITE_PATIENCE", "1h",
                "nephrite.sweep.delay", "4s"));

        assertThat(config.every()).isEqualTo("off");
        assertThat(config.pause()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.patience()).isEqualTo(Duration.ofHours(1));
        assertThat(config.delay()).isEqualTo(Duration.ofSeconds(4));
    }

    @ParameterizedTest
    @CsvSource({
        "nephrite.sweep.pause, x",
        "nephrite.sweep.patience, y",
        "nephrite.sweep.delay, z",
        "nephrite.sweep.pause, 0s",
        "nephrite.sweep.patience, -1m",
        "nephrite.sweep.delay, -1s"
    })
    void namesTheSettingThatIsWrong(String name, String value) {
        assertThatThrownBy(() -> config(Map.of(name, value)))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(value);
    }
}

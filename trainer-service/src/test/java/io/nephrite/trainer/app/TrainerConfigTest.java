package io.nephrite.trainer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainerConfigTest {
    /** As the service reads it, with an environment of the test's own. */
    private static TrainerConfig config(Map<String, String> environment) throws IOException {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withDefaultValue("java.io.tmpdir", "/tmp")
                .withConverter(Duration.class, 300, new DurationConverter())
                .withMapping(TrainerConfig.class)
                .withSources(
                        new PropertiesConfigSource(TrainerConfigTest.class.getResource("/application.properties"), 2))
                .withSources(new PropertiesConfigSource(environment, "environment", 300))
                .build()
                .getConfigMapping(TrainerConfig.class);
    }

    @Test
    void hasADefaultForEverySetting() throws Exception {
        TrainerConfig config = config(Map.of());

        assertThat(config.cache()).endsWith(Path.of("nephrite-trainer"));
        assertThat(config.cacheGib()).isEqualTo(50);
        assertThat(config.device()).isEqualTo("auto");
        assertThat(config.deviceClaims()).endsWithRaw(Path.of("nephrite-devices"));
        assertThat(config.grace()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.attempts()).isEqualTo(5);
        assertThat(config.jobs()).isEqualTo(JobKinds.ALL);
    }

    @Test
    void takesEverySettingThatIsGiven() throws Exception {
        TrainerConfig config = config(Map.of(
                "NEPHRITE_CACHE_DIR", "/cache",
                "NEPHRITE_CACHE_GIB", "0.5",
                "NEPHRITE_GRACE_SECONDS", "9",
                "NEPHRITE_DEVICE", "cuda:1",
                "NEPHRITE_DEVICE_CLAIMS", "/claims",
                "NEPHRITE_JOBS", "predictions",
                "nephrite.trainer.attempts", "2"));

        assertThat(config.cache()).isEqualTo(Path.of("/cache"));
        assertThat(config.cacheGib()).isEqualTo(0.5);
        assertThat(config.device()).isEqualTo("cuda:1");
        assertThat(config.deviceClaims()).isEqualTo(Path.of("/claims"));
        assertThat(config.grace()).isEqualTo(Duration.ofSeconds(9));
        assertThat(config.attempts()).isEqualTo(2);
        assertThat(config.jobs()).isEqualTo(JobKinds.PREDICTIONS);
    }

    @ParameterizedTest
    @CsvSource({
        "nephrite.trainer.cache-gib, much",
        "nephrite.trainer.grace, long",
        "nephrite.trainer.attempts, often",
        "nephrite.trainer.jobs, trainings",
        "nephrite.trainer.cache-gib, 0",
        "nephrite.trainer.grace, -1s",
        "nephrite.trainer.attempts, 0"
    })
    void namesTheSettingThatIsWrong(String name, String value) {
        assertThatThrownBy(() -> config(Map.of(name, value)))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(value);
    }
}

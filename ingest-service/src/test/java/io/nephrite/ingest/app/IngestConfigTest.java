package io.nephrite.ingest.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngestConfigTest {
    /** As the service reads it, with an environment of the test's own. */
    private static IngestConfig config(Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 300, new DurationConverter())
                .withMapping(IngestConfig.class)
                .withSources(new PropertiesConfigSource(environment, "environment", 300))
                .build()
                .getConfigMapping(IngestConfig.class);
    }

    @Test
    void hasADefaultForEverySetting() {
        IngestConfig config = config(Map.of());

        assertThat(config.settle()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.overdue()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.sealEvery()).isEqualTo("1s");
        assertThat(config.reconcileEvery()).isEqualTo("60s");
        assertThat(config.answerPatience()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.patience()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void takesEverySettingThatIsGiven() {
        IngestConfig config = config(Map.of(
                "nephrite.ingest.settle", "1s",
                "nephrite.ingest.overdue", "3s",
                "nephrite.ingest.seal-every", "off",
                "nephrite.ingest.reconcile-every", "5s",
                "nephrite.ingest.answer-patience", "4s",
                "NEPHRITE_PATIENCE", "1h"));

        assertThat(config.settle()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.overdue()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.sealEvery()).isEqualTo("off");
        assertThat(config.reconcileEvery()).isEqualTo("5s");
        assertThat(config.answerPatience()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.patience()).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @CsvSource({
        "nephrite.ingest.settle, soon",
        "nephrite.ingest.overdue, late",
        "nephrite.ingest.answer-patience, x",
        "nephrite.ingest.patience, none",
        "nephrite.ingest.settle, -1s",
        "nephrite.ingest.overdue, 0s",
        "nephrite.ingest.answer-patience, -2s",
        "nephrite.ingest.patience, 0s"
    })
    void namesTheSettingThatIsWrong(String name, String value) {
        assertThatThrownBy(() -> config(Map.of(name, value)))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(value);
    }
}

package io.nephrite.eval.app.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageConfigTest {
    private static PageConfig config(Map<String, String> values) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(PageConfig.class)
                .withDefaultValues(values)
                .build();
        return config.getConfigMapping(PageConfig.class);
    }

    @Test
    void hasDefaultsForAllButItsFolder() {
        PageConfig config = config(Map.of("nephrite.page.cache", "/tmp/page"));

        assertThat(config.cache()).isEqualTo(Path.of("/tmp/page"));
        assertThat(config.cacheGib()).isEqualTo(4);
        assertThat(config.queue()).isEqualTo(64);
        assertThat(config.partsKept()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.readOnly()).isFalse();
    }

    @Test
    void takesAllItsValues() {
        PageConfig config = config(Map.of(
                "nephrite.page.cache",
                "x",
                "nephrite.page.cache-gib",
                "0.5",
                "nephrite.page.queue",
                "3",
                "nephrite.page.parts-kept",
                "PT2S"));

        assertThat(config.cacheGib()).isEqualTo(0.5);
        assertThat(config.queue()).isEqualTo(3);
        assertThat(config.partsKept()).isEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @CsvSource({"nephrite.page.queue, many", "nephrite.page.queue, 0", "nephrite.page.cache-gib, -1"})
    void namesTheSettingThatIsWrong(String name, String value) {
        assertThatThrownBy(() -> config(Map.of("nephrite.page.cache", "x", name, value)))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(value);
    }
}

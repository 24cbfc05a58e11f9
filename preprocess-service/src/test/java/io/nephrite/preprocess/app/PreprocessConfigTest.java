package io.nephrite.preprocess.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreprocessConfigTest {
    /** As the service reads it, with an environment of the test's own. */
    private static PreprocessConfig config(Map<String, String> environment) throws IOException {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withDefaultValue("java.io.tmpdir", "/tmp")
                .withMapping(PreprocessConfig.class)
                .withSources(new PropertiesConfigSource(
                        PreprocessConfigTest.class.getResource("/application.properties"), 2))
                .withSources(new PropertiesConfigSource(environment, "environment", 300))
                .build()
                .getConfigMapping(PreprocessConfig.class);
    }

    @Test
    void hasADefaultForEverySetting() throws Exception {
        PreprocessConfig config = config(Map.of());

        assertThat(config.scratch()).endsWith(Path.of("nephrite-preprocess"));
    }

    @Test
    void takesEverySettingThatIsGiven() throws Exception {
        PreprocessConfig config = config(Map.of("NEPHRITE_CACHE_DIR", "/cache"));

        assertThat(config.scratch()).isEqualTo(Path.of("/cache"));
    }
}

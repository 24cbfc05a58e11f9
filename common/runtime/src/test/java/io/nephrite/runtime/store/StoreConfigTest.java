package io.nephrite.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreConfigTest {
    /** As the service reads it, with an environment of the test's own. */
    private static StoreConfig config(Map<String, String> environment) throws IOException {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(StoreConfig.class)
                .withSources(new PropertiesConfigSource(
                        StoreConfigTest.class.getResource("/META-INF/microprofile-config.properties"), 1))
                .withSources(new PropertiesConfigSource(environment, "environment", 300))
                .build()
                .getConfigMapping(StoreConfig.class);
    }

    @Test
    void hasADefaultForEverySetting() throws Exception {
        StoreConfig config = config(Map.of());

        assertThat(config.endpoint()).isEqualTo(URI.create("http://localhost:9000"));
        assertThat(config.publicEndpoint()).isEqualTo(URI.create("http://localhost:9000"));
        assertThat(config.accessKey()).isEqualTo("minioadmin");
        assertThat(config.secretKey()).isEqualTo("minioadmin");
        assertThat(config.region()).isEqualTo("us-east-1");
    }

    @Test
    void takesEverySettingThatIsGiven() throws Exception {
        StoreConfig config = config(Map.of(
                "S3_ENDPOINT", "http://minio:1",
                "S3_PUBLIC_ENDPOINT", "https://store.example.org",
                "S3_ACCESS_KEY", "a",
                "S3_SECRET_KEY", "s",
                "S3_REGION", "eu-1",
                "S3_SESSION_TOKEN", "t",
                "S3_WEB_IDENTITY_TOKEN_FILE", "/var/run/token",
                "S3_STS_ENDPOINT", "https://sts.example.org",
                "S3_ROLE_ARN", "arn:x"));

        assertThat(config.endpoint()).isEqualTo(URI.create("http://minio:1"));
        assertThat(config.publicEndpoint()).isEqualTo(URI.create("https://store.example.org"));
        assertThat(config.accessKey()).isEqualTo("a");
        assertThat(config.secretKey()).isEqualTo("s");
        assertThat(config.region()).isEqualTo("eu-1");
        assertThat(config.sessionToken()).contains("t");
        assertThat(config.webIdentityTokenFile()).contains(Path.of("/var/run/token"));
        assertThat(config.stsEndpoint()).contains(URI.create("https://sts.example.org"));
        assertThat(config.roleArn()).contains("arn:x");
    }

    @Test
    void givesBrowsersTheAddressOfTheServicesWhereNoneIsGiven() throws Exception {
        assertThat(config(Map.of("S3_ENDPOINT", "http://minio:1")).publicEndpoint())
                .isEqualTo(URI.create("http://minio:1"));
    }

    @ParameterizedTest
    @CsvSource({"nephrite.store.endpoint, http://["})
    void namesTheSettingThatIsWrong(String name, String value) {
        assertThatThrownBy(() -> config(Map.of(name, value)))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(value);
    }
}

package io.nephrite.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreparationTest {
    private static final Map<String, String> ENOUGH = Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", "kafka:9092",
            "S3_ENDPOINT", "http://minio:9000",
            "S3_ACCESS_KEY", "key",
            "S3_SECRET_KEY", "secret");

    @Test
    void passesEverySettingOfTheBrokerOn() {
        Preparation preparation = Preparation.of(with(Map.of(
                "KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                "KAFKA_SASL_JAAS_CONFIG", "org.example.Login required;",
                "KAFKA_SSL_TRUSTSTORE_LOCATION", "/ca.crt")));

        assertThat(preparation.broker().values())
                .containsOnly(
                        Map.entry("bootstrap.servers", "kafka:9092"),
                        Map.entry("security.protocol", "SASL_SSL"),
                        Map.entry("sasl.jaas.config", "org.example.Login required;"),
                        Map.entry("ssl.truststore.location", "/ca.crt"));
    }

    @Test
    void tellsNoSecretOfTheBroker() {
        Preparation preparation = Preparation.of(with(Map.of("KAFKA_SASL_JAAS_CONFIG", "password=hush")));

        assertThat(preparation.toString()).doesNotContain("hush").doesNotContain("secret");
    }

    @Test
    void leavesTheCopiesOfTopicsToTheBrokerAndSignsForTheUsualRegion() {
        Preparation preparation = Preparation.of(ENOUGH);

        assertThat(preparation.topicReplicas()).isEqualTo(TopicCreation.REPLICAS_OF_THE_BROKER);
        assertThat(preparation.queue()).contains(Preparation.USUAL_QUEUE);
        assertThat(preparation.store().region()).isEqualTo("us-east-1");
    }

    @Test
    void takesAStoreOfAnotherRegionWithoutATarget() {
        Preparation preparation =
                Preparation.of(with(Map.of("S3_REGION", "eu-central-1", "NEPHRITE_STORE_QUEUE", "none")));

        assertThat(preparation.store().region()).isEqualTo("eu-central-1");
        assertThat(preparation.queue()).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-2", "three", "40000"})
    void refusesAnImpossibleNumberOfCopies(String replicas) {
        assertThatThrownBy(() -> Preparation.of(with(Map.of("NEPHRITE_TOPIC_REPLICAS", replicas))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NEPHRITE_TOPIC_REPLICAS")
                .hasMessageContaining(replicas);
    }

    @ParameterizedTest
    @ValueSource(strings = {"KAFKA_BOOTSTRAP_SERVERS", "S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY"})
    void namesTheVariableThatIsMissing(String variable) {
        Map<String, String> environment = new HashMap<>(ENOUGH);
        environment.remove(variable);

        assertThatThrownBy(() -> Preparation.of(environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(variable);
    }

    private static Map<String, String> with(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(ENOUGH);
        environment.putAll(more);
        return environment;
    }
}

package io.nephrite.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.event.Topic;
import io.nephrite.init.BrokerSettings;
import io.nephrite.init.TopicCreation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** init reaches a broker with SASL and TLS by the environment variables that the services read, and not without them. */
class SecuredBrokerTest {
    @TempDir
    private static Path folder;

    private static SecuredBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = SecuredBroker.start(folder.resolve("kafka"), OwnAuthority.in(folder.resolve("tls")));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "SCRAM-SHA-512"})
    void makesTheTopicsWithNameAndPassword(String mechanism) throws Exception {
        BrokerSettings settings = broker.settings(mechanism);

        TopicCreation.createMissing(settings, Topic.definitions(), TopicCreation.REPLICAS_OF_THE_BROKER);

        try (Admin admin = Admin.create(settings.values())) {
            assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS))
                    .containsAll(Topic.definitions().stream()
                            .map(Topic.Definition::name)
                            .toList());
        }
    }

    @Test
    void isNotLetInWithAnotherPassword() {
        BrokerSettings settings = BrokerSettings.of(broker.environment("SCRAM-SHA-512", "another"));

        assertThatThrownBy(() -> TopicCreation.createMissing(settings, Topic.definitions(), 1))
                .hasCauseInstanceOf(SaslAuthenticationException.class);
    }

    @Test
    void trustsNoBrokerWhoseAuthorityItDoesNotKnow() {
        Map<String, String> environment = new HashMap<>(broker.environment("PLAIN", SecuredBroker.PASSWORD));
        environment.remove("KAFKA_SSL_TRUSTSTORE_TYPE");
        environment.remove("KAFKA_SSL_TRUSTSTORE_LOCATION");

        assertThatThrownBy(() -> TopicCreation.createMissing(BrokerSettings.of(environment), Topic.definitions(), 1))
                .hasCauseInstanceOf(SslAuthenticationException.class);
    }
}

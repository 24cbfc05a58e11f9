package io.nephrite.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.event.Topic;
import io.nephrite.init.BrokerSettings;
import io.nephrite.init.TopicCreation;
import io.nephrite.local.machine.FreePort;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that knows its clients by certificates, which they have in the environment variables of a Secret. */
class MutualTlsTest {
    @TempDir
    private static Path folder;

    private static OwnAuthority authority;
    private static EmbeddedBroker broker;
    private static String address;

    @BeforeAll
    static void start() throws Exception {
        authority = OwnAuthority.in(folder.resolve("tls"));
        address = "127.0.0.1:" + FreePort.any();
        Map<String, String> listener = new HashMap<>();
        listener.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,MUTUAL:SSL");
        listener.put("listener.name.mutual.ssl.client.auth", "required");
        listener.put("listener.name.mutual.ssl.keystore.type", "PKCS12");
        listener.put(
                "listener.name.mutual.ssl.keystore.location", authority.server().toString());
        listener.put("listener.name.mutual.ssl.keystore.password", OwnAuthority.PASSWORD);
        listener.put("listener.name.mutual.ssl.key.password", OwnAuthority.PASSWORD);
        listener.put("listener.name.mutual.ssl.truststore.type", "PEM");
        listener.put(
                "listener.name.mutual.ssl.truststore.location",
                authority.certificate().toString());
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0, Map.of("MUTUAL", address), listener);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static Map<String, String> environment() throws Exception {
        return new HashMap<>(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                address,
                "KAFKA_SECURITY_PROTOCOL",
                "SSL",
                "KAFKA_SSL_TRUSTSTORE_TYPE",
                "PEM",
                "KAFKA_SSL_TRUSTSTORE_LOCATION",
                authority.certificate().toString(),
                "KAFKA_SSL_KEYSTORE_TYPE",
                "PEM",
                "KAFKA_SSL_KEYSTORE_KEY",
                authority.clientKey(),
                "KAFKA_SSL_KEYSTORE_CERTIFICATE_CHAIN",
                authority.clientCertificates()));
    }

    @Test
    void makesTheTopicsWithACertificateThatTheBrokerKnows() throws Exception {
        BrokerSettings settings = BrokerSettings.of(environment());

        TopicCreation.createMissing(settings, Topic.definitions(), TopicCreation.REPLICAS_OF_THE_BROKER);

        try (Admin admin = Admin.create(settings.values())) {
            assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS))
                    .containsAll(Topic.definitions().stream()
                            .map(Topic.Definition::name)
                            .toList());
        }
    }

    @Test
    void isNotLetInWithoutOne() throws Exception {
        Map<String, String> environment = environment();
        environment.keySet().removeIf(name -> name.startsWith("KAFKA_SSL_KEYSTORE"));

        assertThatThrownBy(() -> TopicCreation.createMissing(BrokerSettings.of(environment), Topic.definitions(), 1))
                .hasCauseInstanceOf(SslAuthenticationException.class);
    }
}

package io.nephrite.local.broker;

import io.nephrite.init.BrokerSettings;
import io.nephrite.local.machine.FreePort;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/** An embedded broker that is reached with a name, a password and TLS alone, under an authority of its own. */
public final class SecuredBroker implements AutoCloseable {
    public static final String USER = "nephrite";
    public static final String PASSWORD = "a password";

    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required";
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required";

    private final EmbeddedBroker broker;
    private final OwnAuthority authority;
    private final String address;

    private SecuredBroker(EmbeddedBroker broker, OwnAuthority authority, String address) {
        this.broker = broker;
        this.authority = authority;
        this.address = address;
    }

    public static SecuredBroker start(Path folder, OwnAuthority authority) throws Exception {
        int port = FreePort.any();
        Map<String, String> listener = new HashMap<>();
        listener.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURED:SASL_SSL");
        listener.put("listener.name.secured.sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
        listener.put(
                "listener.name.secured.plain.sasl.jaas.config", PLAIN + " user_" + USER + "=\"" + PASSWORD + "\";");
        listener.put("listener.name.secured.scram-sha-512.sasl.jaas.config", SCRAM + ";");
        listener.put("listener.name.secured.ssl.keystore.type", "PKCS12");
        listener.put(
                "listener.name.secured.ssl.keystore.location",
                authority.server().toString());
        listener.put("listener.name.secured.ssl.keystore.password", OwnAuthority.PASSWORD);
        listener.put("listener.name.secured.ssl.key.password", OwnAuthority.PASSWORD);
        EmbeddedBroker broker = EmbeddedBroker.start(folder, 0, Map.of("SECURED", "127.0.0.1:" + port), listener);
        SecuredBroker secured = new SecuredBroker(broker, authority, "127.0.0.1:" + port);
        secured.addUser();
        return secured;
    }

    private void addUser() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            USER, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), PASSWORD)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    /**
     * What services and init have in their environment.
     *
     * @param mechanism {@code PLAIN} or {@code SCRAM-SHA-512}
     */
    public Map<String, String> environment(String mechanism, String password) {
        String module = mechanism.equals("PLAIN") ? PLAIN : SCRAM;
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                address,
                "KAFKA_SECURITY_PROTOCOL",
                "SASL_SSL",
                "KAFKA_SASL_MECHANISM",
                mechanism,
                "KAFKA_SASL_JAAS_CONFIG",
                module + " username=\"" + USER + "\" password=\"" + password + "\";",
                "KAFKA_SSL_TRUSTSTORE_TYPE",
                "PEM",
                "KAFKA_SSL_TRUSTSTORE_LOCATION",
                authority.certificate().toString());
    }

    /** Of a second listener, which asks for nothing. */
    public String openAddress() {
        return broker.bootstrapServers();
    }

    public BrokerSettings settings(String mechanism) {
        return BrokerSettings.of(environment(mechanism, PASSWORD));
    }

    @Override
    public void close() {
        broker.close();
    }
}

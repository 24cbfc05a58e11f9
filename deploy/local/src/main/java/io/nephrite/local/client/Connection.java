package io.nephrite.local.client;

import io.nephrite.core.pipeline.Namespace;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * How a running system is reached, local or remote.
 *
 * @param prefix of the system's names, see {@link Namespace}; absent where it has none
 * @param services addresses by service name; a client needs ingest, trainer and eval
 */
public record Connection(
        URI s3Endpoint,
        String s3AccessKey,
        String s3SecretKey,
        String kafkaBootstrapServers,
        Optional<String> prefix,
        Map<String, URI> services) {
    public Connection {
        services = Map.copyOf(services);
    }

    /** Where people see the work in a browser. */
    public URI page() {
        return services.get("eval-service").resolve("/");
    }

    /** To the only system on its broker and store. */
    public Connection(
            URI s3Endpoint,
            String s3AccessKey,
            String s3SecretKey,
            String kafkaBootstrapServers,
            Map<String, URI> services) {
        this(s3Endpoint, s3AccessKey, s3SecretKey, kafkaBootstrapServers, Optional.empty(), services);
    }

    public Connection in(Namespace namespace) {
        return new Connection(
                s3Endpoint,
                s3AccessKey,
                s3SecretKey,
                kafkaBootstrapServers,
                Optional.of(namespace.prefix()).filter(p -> !p.isEmpty()),
                services);
    }

    /** What topics, groups and buckets of the system are called. */
    public Namespace namespace() {
        return prefix.map(Namespace::new).orElse(Namespace.WHOLE);
    }
}

package io.nephrite.local.client;

import io.nephrite.core.pipeline.Namespace;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * How a running system is reached, local or remote.
 *
 * @param prefix of the system's names, see {@link Namespace}; absent where it has none
 * @param token of the system, with which its services let somebody do everything; absent where they ask for none
 * @param services addresses by service name; a client needs ingest, trainer and eval
 */
public record Connection(
        URI s3Endpoint,
        String s3AccessKey,
        String s3SecretKey,
        String kafkaBootstrapServers,
        Optional<String> prefix,
        Optional<String> token,
        Map<String, URI> services) {
    public Connection {
        services = Map.copyOf(services);
    }

    /** Where people see the work in a browser; with the token, whoever opens it may do everything. */
    public URI page() {
        return services.get("eval-service")
                .resolve(token.map(t -> "/?token=" + t).orElse("/"));
    }

    /** To the only system on its broker and store. */
    public Connection(
            URI s3Endpoint,
            String s3AccessKey,
            String s3SecretKey,
            String kafkaBootstrapServers,
            Map<String, URI> services) {
        this(s3Endpoint, s3AccessKey, s3SecretKey, kafkaBootstrapServers, Optional.empty(), Optional.empty(), services);
    }

    public Connection in(Namespace namespace) {
        return new Connection(
                s3Endpoint,
                s3AccessKey,
                s3SecretKey,
                kafkaBootstrapServers,
                Optional.of(namespace.prefix()).filter(p -> !p.isEmpty()),
                token,
                services);
    }

    /** The same with a token. */
    public Connection with(Optional<String> token) {
        return new Connection(s3Endpoint, s3AccessKey, s3SecretKey, kafkaBootstrapServers, prefix, token, services);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "system at " + s3Endpoint + " and " + services.values();
    }

    /** What topics, groups and buckets of the system are called. */
    public Namespace namespace() {
        return prefix.map(Namespace::new).orElse(Namespace.WHOLE);
    }
}

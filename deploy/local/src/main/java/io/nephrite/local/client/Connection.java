package io.nephrite.local.client;

import java.net.URI;
import java.util.Map;

/**
 * How a running system is reached, local or remote.
 *
 * @param services addresses by service name; a client needs ingest, trainer and eval
 */
public record Connection(
        URI s3Endpoint,
        String s3AccessKey,
        String s3SecretKey,
        String kafkaBootstrapServers,
        Map<String, URI> services) {
    public Connection {
        services = Map.copyOf(services);
    }

    /** Where people see the work in a browser. */
    public URI page() {
        return services.get("eval-service").resolve("/");
    }
}

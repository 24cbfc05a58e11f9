package io.nephrite.runtime.messaging;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * How every client of this process reaches the broker: the channels read the same settings, which are all that begin with
 * {@code kafka.}, or {@code KAFKA_} in the environment. Without them a broker with a password would be open to the
 * channels and closed to what looks after them.
 */
@ApplicationScoped
public class BrokerClients {
    private final Map<String, Object> settings;

    public BrokerClients(@Identifier("default-kafka-broker") Map<String, Object> settings) {
        this.settings = Map.copyOf(settings);
    }

    /** Settings of a client that needs these besides. */
    public Map<String, Object> with(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(more);
        return all;
    }

    /**
     * Makes a client that administers the broker.
     *
     * @param patience after which a request fails
     */
    public Admin admin(Duration patience) {
        int millis = Math.toIntExact(patience.toMillis());
        return Admin.create(with(Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis)));
    }

    /** For messages. */
    public String address() {
        return String.valueOf(settings.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    }
}

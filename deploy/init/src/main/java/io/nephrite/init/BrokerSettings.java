package io.nephrite.init;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * How a Kafka is reached: settings of its clients by their own names. They come from the environment variables that the
 * services read too: {@code KAFKA_SECURITY_PROTOCOL} is {@code security.protocol}, and so on for every variable that
 * begins with {@code KAFKA_}.
 */
public record BrokerSettings(Map<String, Object> values) {
    private static final String BEGINNING = "KAFKA_";
    private static final String ADDRESS = "KAFKA_BOOTSTRAP_SERVERS";

    public BrokerSettings {
        values = Map.copyOf(values);
    }

    /** Of a broker that asks for no name and encrypts nothing. */
    public static BrokerSettings at(String bootstrapServers) {
        return new BrokerSettings(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    /**
     * Reads the settings of the broker from environment variables.
     *
     * @throws IllegalArgumentException where the address is missing
     */
    public static BrokerSettings of(Map<String, String> environment) {
        if (environment.getOrDefault(ADDRESS, "").isBlank()) {
            throw new IllegalArgumentException("the environment variable " + ADDRESS + " is not set");
        }
        Map<String, Object> values = new HashMap<>();
        environment.forEach((variable, value) -> {
            if (variable.startsWith(BEGINNING)) {
                values.put(
                        variable.substring(BEGINNING.length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.'),
                        value);
            }
        });
        return new BrokerSettings(values);
    }

    /** Without the values: some are secret. */
    @Override
    public String toString() {
        return "broker at " + values.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
    }
}

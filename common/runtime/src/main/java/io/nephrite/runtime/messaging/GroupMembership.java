package io.nephrite.runtime.messaging;

import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Gives each consumer a lasting name in its group (static membership), where this process has one: after a kill -9 the
 * next process of that name takes the partitions up at once, instead of after the dead one's session time-out. Without
 * a name a process that ends leaves its group at once, which suits replicas that come and go.
 */
@ApplicationScoped
class GroupMembership implements ClientCustomizer<Map<String, Object>> {
    private final Optional<String> member;

    /** @param member a name that this process keeps across restarts and shares with no other that lives */
    GroupMembership(@ConfigProperty(name = "nephrite.member") Optional<String> member) {
        this.member = member;
    }

    @Override
    public Map<String, Object> customize(String channel, Config channelConfig, Map<String, Object> client) {
        boolean isConsumer = client.containsKey(ConsumerConfig.GROUP_ID_CONFIG);
        if (member.isEmpty() || !isConsumer) {
            return client;
        }
        Map<String, Object> named = new HashMap<>(client);
        // the channels of a service are members of one group
        named.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, member.get() + "." + channel);
        return named;
    }
}

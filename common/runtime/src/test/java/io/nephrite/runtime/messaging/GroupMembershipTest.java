package io.nephrite.runtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

class GroupMembershipTest {
    private static final Map<String, Object> CONSUMER = Map.of("group.id", "ingest-service");

    @Test
    void consumersOfOneProcessHaveDifferentLastingNames() {
        GroupMembership membership = new GroupMembership(Optional.of("ingest-1"));

        assertThat(customized(membership, "case-checked", CONSUMER))
                .containsEntry("group.id", "ingest-service")
                .containsEntry("group.instance.id", "ingest-1.case-checked");
        assertThat(customized(membership, "object-events", CONSUMER))
                .containsEntry("group.instance.id", "ingest-1.object-events");
    }

    @Test
    void processesWithoutANameLeaveTheirGroupWhenTheyEnd() {
        assertThat(customized(new GroupMembership(Optional.empty()), "case-checked", CONSUMER))
                .isEqualTo(CONSUMER);
    }

    @Test
    void producersAreInNoGroup() {
        Map<String, Object> producer = Map.of("acks", "all");

        assertThat(customized(new GroupMembership(Optional.of("ingest-1")), "events", producer))
                .isEqualTo(producer);
    }

    @Test
    void theNameMayBeTheHostNameOfAContainer() {
        // as docker-compose.yml says it, whose containers have different host names that they keep
        Config config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDefaultSources()
                .withSources(new EnvConfigSource(Map.of("NEPHRITE_MEMBER", "${HOSTNAME:}", "HOSTNAME", "3f2a"), 300))
                .build();

        assertThat(config.getValue("nephrite.member", String.class)).isEqualTo("3f2a");
    }

    private static Map<String, Object> customized(
            GroupMembership membership, String channel, Map<String, Object> client) {
        return membership.customize(channel, ConfigProvider.getConfig(), client);
    }
}

package io.nephrite.local.broker;

import io.nephrite.core.event.Topic;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** Creates the topics that services need; services never do. */
public final class TopicCreation {
    private static final long TIMEOUT_SECONDS = 60;

    private TopicCreation() {}

    /** Creates what of the list is not there yet. */
    public static void createMissing(String bootstrapServers, List<Topic.Definition> topics, int replicas)
            throws InterruptedException, ExecutionException, TimeoutException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            Set<String> there = admin.listTopics().names().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            List<NewTopic> missing = topics.stream()
                    .filter(t -> !there.contains(t.name()))
                    .map(t -> new NewTopic(t.name(), t.partitions(), (short) replicas))
                    .toList();
            admin.createTopics(missing).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }
    }
}

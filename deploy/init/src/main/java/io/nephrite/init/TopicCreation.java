package io.nephrite.init;

import io.nephrite.core.event.Topic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics that services need; services never do. A topic that is there is left as it is. */
public final class TopicCreation {
    /** As many copies of a topic as the broker is set to make. */
    public static final int REPLICAS_OF_THE_BROKER = -1;

    private static final long TIMEOUT_SECONDS = 60;

    private TopicCreation() {}

    /**
     * Creates what of the list is not there yet. Several may do so at the same time.
     *
     * @param replicas copies of each topic, or {@link #REPLICAS_OF_THE_BROKER}
     */
    public static void createMissing(BrokerSettings broker, List<Topic.Definition> topics, int replicas)
            throws InterruptedException, ExecutionException, TimeoutException {
        Optional<Short> copies = replicas == REPLICAS_OF_THE_BROKER ? Optional.empty() : Optional.of((short) replicas);
        try (Admin admin = Admin.create(broker.values())) {
            Set<String> there = admin.listTopics().names().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            List<NewTopic> missing = topics.stream()
                    .filter(t -> !there.contains(t.name()))
                    .map(t -> new NewTopic(t.name(), Optional.of(t.partitions()), copies))
                    .toList();
            for (Map.Entry<String, KafkaFuture<Void>> created :
                    admin.createTopics(missing).values().entrySet()) {
                await(created.getValue());
            }
        }
    }

    private static void await(KafkaFuture<Void> created)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            created.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            // somebody else has made it since it was looked for
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }
}

package io.nephrite.eval.app;

import io.nephrite.core.event.Topic;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.core.sweep.Traffic;
import io.nephrite.runtime.messaging.BrokerClients;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Whether the services have acknowledged all records on their topics, as the broker knows it. */
@ApplicationScoped
class ConsumerLag implements Traffic {
    private static final int REQUEST_SECONDS = 10;

    /** What each service, by its consumer group, takes from. A test holds it against the services' settings. */
    static final Map<String, List<String>> CONSUMED = Map.of(
            "ingest-service",
                    List.of(
                            Topic.OBJECT_EVENTS,
                            Topic.CASE_CHECK_REQUESTED.topicName(),
                            Topic.CASE_CHECKED.topicName()),
            "preprocess-service",
                    List.of(Topic.FINGERPRINT_REQUESTED.topicName(), Topic.PREPROCESSING_REQUESTED.topicName()),
            "planner-service",
                    List.of(
                            Topic.DATASET_SEALED.topicName(),
                            Topic.CASE_FINGERPRINTED.topicName(),
                            Topic.WORK_FAILED.topicName(),
                            Topic.PLANS_CREATED.topicName(),
                            Topic.CASE_PREPROCESSED.topicName(),
                            Topic.CASE_PREDICTED.topicName()),
            "trainer-service",
                    List.of(
                            Topic.TRAINING_REQUESTED.topicName(),
                            Topic.PREDICTION_REQUESTED.topicName(),
                            Topic.IMAGE_PREDICTION_REQUESTED.topicName(),
                            Topic.CONFIGURATION_SELECTED.topicName(),
                            Topic.FOLD_TRAINED.topicName()),
            "eval-service",
                    List.of(
                            Topic.CASE_PREDICTED.topicName(),
                            Topic.CASE_EVALUATED.topicName(),
                            Topic.FOLD_EVALUATED.topicName(),
                            Topic.CONFIGURATION_SELECTED.topicName(),
                            Topic.IMAGE_PREDICTED.topicName(),
                            Topic.WORK_FAILED.topicName()));

    private final Namespace namespace;
    private final Admin admin;

    ConsumerLag(Namespace namespace, BrokerClients broker) {
        this.namespace = namespace;
        this.admin = broker.admin(Duration.ofSeconds(REQUEST_SECONDS));
    }

    /**
     * What a service reads.
     *
     * @param members processes that read for it now
     */
    public record GroupLag(String group, List<String> members, List<TopicLag> topics) {}

    /**
     * The records of one topic that wait for a group.
     *
     * @param waiting records that the group has not acknowledged
     */
    public record TopicLag(String topic, long waiting) {}

    @Override
    public boolean isQuiet() {
        return asking(() -> waiting().values().stream()
                .flatMap(topics -> topics.values().stream())
                .allMatch(waiting -> waiting == 0));
    }

    /** What each service reads and what waits for it, by name. */
    List<GroupLag> groups() {
        return asking(() -> {
            Map<String, ConsumerGroupDescription> described = admin.describeConsumerGroups(
                            CONSUMED.keySet().stream().map(namespace::group).toList())
                    .all()
                    .get(REQUEST_SECONDS, TimeUnit.SECONDS);
            List<GroupLag> groups = new ArrayList<>();
            waiting()
                    .forEach((service, topics) -> groups.add(new GroupLag(
                            service,
                            Optional.ofNullable(described.get(namespace.group(service)))
                                    .map(ConsumerLag::members)
                                    .orElse(List.of()),
                            topics.entrySet().stream()
                                    .map(topic -> new TopicLag(topic.getKey(), topic.getValue()))
                                    .toList())));
            return groups;
        });
    }

    /** A process reads each topic as a member of its own: one name for all of them. */
    private static List<String> members(ConsumerGroupDescription group) {
        return group.members().stream()
                .map(member -> member.host().replace("/", ""))
                .distinct()
                .sorted()
                .toList();
    }

    /** Service → topic → records that it has not acknowledged. */
    private SortedMap<String, SortedMap<String, Long>> waiting()
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, Long> ends = offsets(OffsetSpec.latest());
        Map<TopicPartition, Long> beginnings = offsets(OffsetSpec.earliest());
        SortedMap<String, SortedMap<String, Long>> waiting = new TreeMap<>();
        for (Map.Entry<String, List<String>> group : CONSUMED.entrySet()) {
            Map<TopicPartition, OffsetAndMetadata> acknowledged = admin.listConsumerGroupOffsets(
                            namespace.group(group.getKey()))
                    .partitionsToOffsetAndMetadata()
                    .get(REQUEST_SECONDS, TimeUnit.SECONDS);
            SortedMap<String, Long> topics = new TreeMap<>();
            ends.forEach((partition, end) -> namespace
                    .nameOf(partition.topic())
                    .filter(group.getValue()::contains)
                    .ifPresent(topic -> topics.merge(
                            topic, Math.max(0, end - next(partition, acknowledged, beginnings)), Long::sum)));
            waiting.put(group.getKey(), topics);
        }
        return waiting;
    }

    /** A question to the broker. */
    private interface Question<T> {
        T ask() throws ExecutionException, InterruptedException, TimeoutException;
    }

    private static <T> T asking(Question<T> question) {
        try {
            return question.ask();
        } catch (ExecutionException | TimeoutException e) {
            throw new PipelineException(
                    FailureCode.BROKER_UNAVAILABLE, "the broker does not say what waits on its topics: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipelineException(FailureCode.BROKER_UNAVAILABLE, "stopped while asking the broker", e);
        }
    }

    /** The offset that a group reads next; the first record where it has acknowledged none. */
    private static long next(
            TopicPartition partition,
            Map<TopicPartition, OffsetAndMetadata> acknowledged,
            Map<TopicPartition, Long> beginnings) {
        OffsetAndMetadata offset = acknowledged.get(partition);
        return offset == null ? beginnings.get(partition) : offset.offset();
    }

    private Map<TopicPartition, Long> offsets(OffsetSpec spec)
            throws ExecutionException, InterruptedException, TimeoutException {
        Set<String> topics = CONSUMED.values().stream()
                .flatMap(List::stream)
                .map(namespace::topic)
                .collect(Collectors.toSet());
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        namespace.topics().stream()
                .filter(definition -> topics.contains(definition.name()))
                .forEach(definition -> {
                    for (int partition = 0; partition < definition.partitions(); partition++) {
                        wanted.put(new TopicPartition(definition.name(), partition), spec);
                    }
                });
        Map<TopicPartition, Long> offsets = new HashMap<>();
        admin.listOffsets(wanted)
                .all()
                .get(REQUEST_SECONDS, TimeUnit.SECONDS)
                .forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    @PreDestroy
    void close() {
        admin.close(Duration.ofSeconds(1));
    }
}

package io.nephrite.local.faults;

import io.nephrite.core.event.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What lies on the broker's topics: counted, read, written again. */
final class Records {
    private static final Duration MEMBERS_LEAVE = Duration.ofMinutes(2);

    private final String bootstrapServers;

    Records(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** Records of all topics but the dead letters. */
    long events() throws ExecutionException, InterruptedException {
        return count(topic -> !topic.endsWith(".dlq"));
    }

    long deadLetters() throws ExecutionException, InterruptedException {
        return count(topic -> topic.endsWith(".dlq"));
    }

    /** How many records there are, by topic, but for the dead letters. */
    Map<String, Long> byTopic() throws ExecutionException, InterruptedException {
        Map<String, Long> counts = new TreeMap<>();
        try (Admin admin = admin()) {
            ends(admin, topic -> !topic.endsWith(".dlq"))
                    .forEach((partition, end) -> counts.merge(partition.topic(), end, Long::sum));
        }
        return counts;
    }

    private long count(Predicate<String> topics) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            return ends(admin, topics).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    private static Map<TopicPartition, Long> ends(Admin admin, Predicate<String> topics)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        Topic.definitions().stream().filter(d -> topics.test(d.name())).forEach(d -> {
            for (int partition = 0; partition < d.partitions(); partition++) {
                wanted.put(new TopicPartition(d.name(), partition), OffsetSpec.latest());
            }
        });
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(wanted).all().get().forEach((partition, info) -> ends.put(partition, info.offset()));
        return ends;
    }

    /** Records that the groups of the services have not acknowledged yet. */
    long lag(Collection<String> groups) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            Map<TopicPartition, Long> ends = ends(admin, topic -> !topic.endsWith(".dlq"));
            long lag = 0;
            for (String group : groups) {
                for (var offset : admin.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .entrySet()) {
                    if (offset.getValue() != null) {
                        lag += ends.getOrDefault(offset.getKey(), 0L)
                                - offset.getValue().offset();
                    }
                }
            }
            return lag;
        }
    }

    /**
     * Static members stay in their group until their session ends; while they do, nobody changes the group's offsets.
     *
     * @param change what is done to the broker's memory of a group
     */
    static void onceMembersHaveLeft(GroupChange change) throws ExecutionException, InterruptedException {
        long end = System.nanoTime() + MEMBERS_LEAVE.toNanos();
        while (true) {
            try {
                change.run();
                return;
            } catch (ExecutionException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(500);
            }
        }
    }

    /** What is done to the broker's memory of a group. */
    @FunctionalInterface
    interface GroupChange {
        void run() throws ExecutionException, InterruptedException;
    }

    void deleteGroups(Collection<String> groups) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            // an attempt before may have deleted some of them, where another still had members
            Set<String> there = admin.listGroups().all().get().stream()
                    .map(GroupListing::groupId)
                    .collect(Collectors.toSet());
            admin.deleteConsumerGroups(groups.stream().filter(there::contains).toList())
                    .all()
                    .get();
        }
    }

    /** Acknowledges all object events for a group whose processes are down: they are lost to it. */
    void skipObjectEvents(String group) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
            ends(admin, Topic.OBJECT_EVENTS::equals)
                    .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end)));
            admin.alterConsumerGroupOffsets(group, ends).all().get();
        }
    }

    /** All records of all topics but the dead letters, oldest first within a partition. */
    List<ConsumerRecord<byte[], byte[]>> all() throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> ends;
        try (Admin admin = admin()) {
            ends = ends(admin, topic -> !topic.endsWith(".dlq"));
        }
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(ends.keySet());
            long wanted = ends.values().stream().mapToLong(Long::longValue).sum();
            while (records.size() < wanted) {
                consumer.poll(Duration.ofMillis(500)).forEach(records::add);
            }
        }
        return records;
    }

    void send(List<ProducerRecord<byte[], byte[]>> records) throws ExecutionException, InterruptedException {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                // the broker decides what is too large, not this client
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "max.request.size", 16_000_000),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (ProducerRecord<byte[], byte[]> record : records) {
                producer.send(record).get();
            }
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }
}

package io.nephrite.eval.app.deadletter;

import io.nephrite.core.event.Topic;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.runtime.messaging.BrokerClients;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Reads with a consumer of its own for each question: it belongs to no group and moves no offset. Thread-safe. */
@ApplicationScoped
class KafkaDeadLetterRecords implements DeadLetterRecords {
    /** Headers that the connector adds to a dead letter. */
    private static final String ADDED = "dead-letter-";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Namespace namespace;
    private final BrokerClients broker;
    private KafkaProducer<byte[], byte[]> producer;

    KafkaDeadLetterRecords(Namespace namespace, BrokerClients broker) {
        this.namespace = namespace;
        this.broker = broker;
    }

    @Override
    public List<ConsumerRecord<byte[], byte[]>> newest(String topic, int limit) {
        return reading(topic, (consumer, partition) -> {
            long end = consumer.endOffsets(List.of(partition), PATIENCE).get(partition);
            long begin = consumer.beginningOffsets(List.of(partition), PATIENCE).get(partition);
            List<ConsumerRecord<byte[], byte[]>> found = read(consumer, partition, Math.max(begin, end - limit), end);
            Collections.reverse(found);
            return found;
        });
    }

    @Override
    public Optional<ConsumerRecord<byte[], byte[]>> find(DeadLetterId id) {
        return reading(id.topic(), (consumer, partition) -> {
            long end = consumer.endOffsets(List.of(partition), PATIENCE).get(partition);
            long begin = consumer.beginningOffsets(List.of(partition), PATIENCE).get(partition);
            return id.offset() < begin || id.offset() >= end
                    ? Optional.empty()
                    : read(consumer, partition, id.offset(), id.offset() + 1).stream()
                            .filter(r -> r.offset() == id.offset())
                            .findFirst();
        });
    }

    @Override
    public void publish(String topic, ConsumerRecord<byte[], byte[]> deadLetter) {
        RecordHeaders headers = new RecordHeaders();
        for (Header header : deadLetter.headers()) {
            if (!header.key().startsWith(ADDED)) {
                headers.add(header);
            }
        }
        ProducerRecord<byte[], byte[]> original =
                new ProducerRecord<>(namespace.topic(topic), null, null, deadLetter.key(), deadLetter.value(), headers);
        try {
            producer().send(original).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw unavailable(e);
        }
    }

    private interface Reading<T> {
        T apply(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition);
    }

    private <T> T reading(String topic, Reading<T> reading) {
        Map<String, Object> settings = broker.with(Map.of(
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) PATIENCE.toMillis()));
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition =
                    new TopicPartition(namespace.topic(Topic.deadLetterTopics().get(topic)), 0);
            consumer.assign(List.of(partition));
            return reading.apply(consumer, partition);
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long from, long to) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        if (from >= to) {
            return found;
        }
        consumer.seek(partition, from);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (consumer.position(partition, PATIENCE) < to) {
            if (System.nanoTime() > end) {
                throw new org.apache.kafka.common.errors.TimeoutException(
                        "no answer from " + partition + " for " + PATIENCE.toSeconds() + " s");
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < to) {
                    found.add(record);
                }
                end = System.nanoTime() + PATIENCE.toNanos();
            }
        }
        return found;
    }

    private synchronized KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = new KafkaProducer<>(
                    broker.with(Map.of(
                            ProducerConfig.ACKS_CONFIG,
                            "all",
                            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                            true,
                            ProducerConfig.MAX_BLOCK_MS_CONFIG,
                            (int) PATIENCE.toMillis())),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
        }
        return producer;
    }

    @PreDestroy
    synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
        }
    }

    private PipelineException unavailable(Exception e) {
        return new PipelineException(
                FailureCode.BROKER_UNAVAILABLE,
                "the broker at " + broker.address() + " does not answer: " + e.getMessage() + "; try again",
                e);
    }
}

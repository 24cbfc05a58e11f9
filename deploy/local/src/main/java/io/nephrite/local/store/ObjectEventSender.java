package io.nephrite.local.store;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends MinIO's records of new objects to a topic, in the order of the writes. Like MinIO's own they may be lost with
 * the process: whoever consumes them reconciles with a listing.
 */
final class ObjectEventSender implements Consumer<ObjectChange>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectEventSender.class);

    private final KafkaProducer<String, byte[]> producer;
    private final Map<String, String> topicByBucket;

    ObjectEventSender(String bootstrapServers, Map<String, String> topicByBucket) {
        this.topicByBucket = Map.copyOf(topicByBucket);
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the callback sees how it went
    public void accept(ObjectChange event) {
        producer.send(
                new ProducerRecord<>(topicByBucket.get(event.bucket()), event.recordKey(), event.recordValue()),
                (sent, failure) -> {
                    if (failure != null) {
                        LOG.warn("event of object {} was not sent; a listing will find it", event.recordKey(), failure);
                    }
                });
    }

    @Override
    public void close() {
        producer.close();
    }
}

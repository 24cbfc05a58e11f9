package io.nephrite.eval.app.deadletter;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The dead letters on the broker. */
interface DeadLetterRecords {
    /** The newest dead letters of a topic, the newest first. */
    List<ConsumerRecord<byte[], byte[]>> newest(String topic, int limit);

    /** Empty where the broker has no such dead letter (any more). */
    Optional<ConsumerRecord<byte[], byte[]>> find(DeadLetterId id);

    /** Publishes the record that became this dead letter as it was; returns when the broker has it. */
    void publish(String topic, ConsumerRecord<byte[], byte[]> deadLetter);
}

package io.nephrite.eval.app.deadletter;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.event.Topic;
import io.nephrite.core.json.Json;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.runtime.store.Results;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The dead letters of a dataset that is deleted: nobody shall try them again. */
@ApplicationScoped
public class DatasetDeadLetters {
    private static final int NEWEST = 1000;

    private final DeadLetterRecords records;
    private final DeadLetterMarks marks;

    DatasetDeadLetters(KafkaDeadLetterRecords records, @Results ObjectStore results, Clock clock) {
        this.records = records;
        this.marks = new DeadLetterMarks(results, clock);
    }

    /** Closes those of the newest thousand of each topic that are about the dataset. Safe to repeat. */
    public void drop(String dataset) {
        for (String topic : Topic.deadLetterTopics().keySet()) {
            for (ConsumerRecord<byte[], byte[]> record : records.newest(topic, NEWEST)) {
                if (isAbout(dataset, record)) {
                    marks.begin(topic, record, DeadLetter.State.DROPPED);
                }
            }
        }
    }

    private static boolean isAbout(String dataset, ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return false;
        }
        try {
            JsonNode event = Json.tree(record.value());
            return event.path("dataset").asText().equals(dataset)
                    // of the store's own records
                    || event.path("Key").asText().contains("/" + dataset + "/");
        } catch (IllegalArgumentException e) {
            return false; // no JSON: nobody can tell what it is about
        }
    }
}

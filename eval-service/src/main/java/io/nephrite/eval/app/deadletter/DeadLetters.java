package io.nephrite.eval.app.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.event.Topic;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.eval.app.deadletter.DeadLetter.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What people do about dead letters. Everything may be asked for twice, and by several at once. */
final class DeadLetters {
    private static final int SHOWN_BYTES = 16_384;
    private static final String REASON = "dead-letter-reason";

    private final DeadLetterRecords records;
    private final DeadLetterMarks marks;

    DeadLetters(DeadLetterRecords records, DeadLetterMarks marks) {
        this.records = records;
        this.marks = marks;
    }

    /**
     * Lists dead letters.
     *
     * @param topic of the records; all where it is empty
     * @param limit per topic: the newest so many are looked at
     * @param withDone also those that were replayed or dropped
     * @return the newest first
     */
    List<DeadLetter> list(Optional<String> topic, int limit, boolean withDone) {
        List<DeadLetter> found = new ArrayList<>();
        for (String name :
                topic.map(List::of).orElse(List.copyOf(Topic.deadLetterTopics().keySet()))) {
            for (ConsumerRecord<byte[], byte[]> record : records.newest(name, limit)) {
                DeadLetter letter = letter(name, record);
                if (withDone || !letter.state().isDone()) {
                    found.add(letter);
                }
            }
        }
        found.sort(Comparator.comparing(DeadLetter::time).reversed().thenComparing(DeadLetter::id));
        return found;
    }

    /** Empty if there is no such dead letter, or no longer. */
    Optional<DeadLetter.Content> show(DeadLetterId id) {
        return records.find(id).map(record -> {
            Map<String, String> headers = new LinkedHashMap<>();
            record.headers().forEach(h -> headers.put(FileNames.printable(h.key()), text(h.value())));
            Optional<byte[]> value = Optional.ofNullable(record.value());
            return new DeadLetter.Content(
                    letter(id.topic(), record),
                    headers,
                    value.map(v -> new String(Arrays.copyOf(v, Math.min(v.length, SHOWN_BYTES)), UTF_8))
                            .map(FileNames::withoutUnprintable),
                    value.map(v -> v.length > SHOWN_BYTES).orElse(false));
        });
    }

    /**
     * Publishes the record again, and marks the dead letter as done. A record that fails again becomes another one.
     *
     * @return the state after this: REPLAYING if somebody else replays it; empty if there is no such dead letter, or no
     *     longer
     */
    Optional<State> replay(DeadLetterId id) {
        return records.find(id).map(record -> {
            if (!marks.begin(id.topic(), record, State.REPLAYING)) {
                return marks.state(id.topic(), record);
            }
            try {
                records.publish(id.topic(), record);
            } catch (PipelineException e) {
                marks.giveUp(id.topic(), record);
                throw e;
            }
            marks.end(id.topic(), record, State.REPLAYED);
            return State.REPLAYED;
        });
    }

    /**
     * Marks a dead letter as one that nobody will replay.
     *
     * @return the state after this, which is not DROPPED if it was replayed before; empty if there is no such dead
     * letter
     */
    Optional<State> drop(DeadLetterId id) {
        return records.find(id)
                .map(record -> marks.begin(id.topic(), record, State.DROPPED)
                        ? State.DROPPED
                        : marks.state(id.topic(), record));
    }

    private DeadLetter letter(String topic, ConsumerRecord<byte[], byte[]> record) {
        return new DeadLetter(
                new DeadLetterId(topic, record.offset()).toString(),
                topic,
                Instant.ofEpochMilli(record.timestamp()),
                Optional.ofNullable(record.key()).map(DeadLetters::text),
                Optional.ofNullable(record.headers().lastHeader(REASON))
                        .map(Header::value)
                        .map(DeadLetters::text),
                Optional.ofNullable(record.value()).map(v -> v.length),
                marks.state(topic, record));
    }

    private static String text(byte[] value) {
        return value == null ? "" : FileNames.printable(new String(value, UTF_8));
    }
}

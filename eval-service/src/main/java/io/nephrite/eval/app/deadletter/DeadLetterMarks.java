package io.nephrite.eval.app.deadletter;

import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.app.deadletter.DeadLetter.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What has been done about dead letters, in the store: it outlives this process, and all replicas see it. */
final class DeadLetterMarks {
    /** Whoever began a replay longer ago has died while doing so. */
    private static final Duration ABANDONED = Duration.ofMinutes(1);

    private final ObjectStore results;
    private final Clock clock;

    DeadLetterMarks(ObjectStore results, Clock clock) {
        this.results = results;
        this.clock = clock;
    }

    private record Mark(State state, Instant time) {}

    State state(String topic, ConsumerRecord<?, ?> letter) {
        return mark(topic, letter).map(Mark::state).orElse(State.OPEN);
    }

    private Optional<Mark> mark(String topic, ConsumerRecord<?, ?> letter) {
        return results.find(key(topic, letter)).map(bytes -> Json.read(bytes, Mark.class));
    }

    /**
     * Takes an open dead letter, so that nobody else does something about it meanwhile.
     *
     * @return false where that is done, or being done
     */
    boolean begin(String topic, ConsumerRecord<?, ?> letter, State state) {
        byte[] begun = Json.bytes(new Mark(state, clock.instant()));
        if (results.putIfAbsent(key(topic, letter), begun)) {
            return true;
        }
        boolean isAbandoned = mark(topic, letter)
                .filter(m -> m.state() == State.REPLAYING)
                .filter(m -> Duration.between(m.time(), clock.instant()).compareTo(ABANDONED) > 0)
                .isPresent();
        if (isAbandoned) {
            results.put(key(topic, letter), begun);
        }
        return isAbandoned;
    }

    void end(String topic, ConsumerRecord<?, ?> letter, State state) {
        results.put(key(topic, letter), Json.bytes(new Mark(state, clock.instant())));
    }

    /** Whoever comes next may try it at once. */
    void giveUp(String topic, ConsumerRecord<?, ?> letter) {
        results.delete(key(topic, letter));
    }

    // with its time: a broker that was set up afresh counts its records from 0 again
    private static String key(String topic, ConsumerRecord<?, ?> letter) {
        return ObjectKeys.deadLetter(topic, letter.offset(), letter.timestamp());
    }
}

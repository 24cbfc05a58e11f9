package io.nephrite.eval.app.deadletter;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A record that could not be worked on, as people see it. All texts are in one line and bounded: they come from
 * strangers.
 *
 * @param time when it became a dead letter
 * @param key of the record; absent where it has none
 * @param reason what the service that gave up said
 * @param bytes size of the record's value; absent where it has none (a tombstone)
 * @param state what has been done about it
 */
record DeadLetter(
        String id,
        String topic,
        Instant time,
        Optional<String> key,
        Optional<String> reason,
        Optional<Integer> bytes,
        State state) {
    /** What has been done about a dead letter. */
    enum State {
        @JsonProperty("open")
        OPEN,
        /** Somebody is publishing it, or died while doing so. */
        @JsonProperty("replaying")
        REPLAYING,
        @JsonProperty("replayed")
        REPLAYED,
        @JsonProperty("dropped")
        DROPPED;

        boolean isDone() {
            return this == REPLAYED || this == DROPPED;
        }
    }

    /**
     * The whole of it.
     *
     * @param headers of the record, with cause, partition and offset of the failure among them
     * @param content begin of the record's value as text, each unprintable character as �
     */
    record Content(DeadLetter letter, Map<String, String> headers, Optional<String> content, boolean isCut) {
        Content {
            headers = Map.copyOf(headers);
        }
    }
}

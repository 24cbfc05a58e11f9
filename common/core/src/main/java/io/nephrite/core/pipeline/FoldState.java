package io.nephrite.core.pipeline;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** The state of the work on a fold. JSON has lower case. */
public enum FoldState {
    /** Nothing is known of an epoch yet. */
    WAITING,
    TRAINING,
    /** Somebody has paused the training; it waits to be resumed. */
    PAUSED,
    /** It is trained; validation cases are predicted and evaluated. */
    PREDICTING,
    /** All its validation cases are evaluated. */
    EVALUATED,
    /** Something of it has failed, and nothing has been done since. */
    FAILED;

    /**
     * Finds a state by its name.
     *
     * @throws IllegalArgumentException if no state has that name
     */
    @JsonCreator
    public static FoldState of(String name) {
        return Arrays.stream(values())
                .filter(s -> s.lowerCase().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no state of a fold is called " + name));
    }

    @JsonValue
    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.nephrite.core.pipeline;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.nephrite.core.dataset.Milestone;
import java.util.Arrays;
import java.util.Locale;

/** What a {@link DatasetStatus} counts, in order of the work. JSON has lower case. */
public enum StatusStage {
    CHECKED,
    FINGERPRINT,
    PLANS,
    PREPROCESSED,
    TRAINED,
    PREDICTED,
    EVALUATED,
    REPORT;

    /**
     * Finds a stage by its name.
     *
     * @throws IllegalArgumentException if no stage has that name
     */
    @JsonCreator
    public static StatusStage of(String name) {
        return Arrays.stream(values())
                .filter(s -> s.lowerCase().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no stage of the status is called " + name));
    }

    /** What is counted for a goal. */
    public static StatusStage of(Milestone goal) {
        return valueOf(goal.name());
    }

    @JsonValue
    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }
}

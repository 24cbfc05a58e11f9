package io.nephrite.core.dataset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** How far the work on a dataset goes, in order. JSON and command line use lower case. */
public enum Milestone {
    CHECKED,
    FINGERPRINT,
    PLANS,
    PREPROCESSED,
    TRAINED,
    REPORT;

    /**
     * Finds a milestone by its name.
     *
     * @throws IllegalArgumentException with the allowed names
     */
    @JsonCreator
    public static Milestone of(String name) {
        return Arrays.stream(values())
                .filter(s -> s.lowerCase().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("stage must be one of "
                        + Arrays.toString(values()).toLowerCase(Locale.ROOT) + ", found " + name));
    }

    @JsonValue
    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether work that goes as far as this includes {@code other}. */
    public boolean reaches(Milestone other) {
        return compareTo(other) >= 0;
    }
}

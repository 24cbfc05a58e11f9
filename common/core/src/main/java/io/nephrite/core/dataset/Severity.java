package io.nephrite.core.dataset;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether a fault stops its case. */
public enum Severity {
    /** The case, or the dataset where no case is named, cannot be used. */
    ERROR,
    /** Used as it is; worth a look. */
    WARNING;

    @JsonValue
    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }
}

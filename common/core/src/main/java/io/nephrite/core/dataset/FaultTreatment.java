package io.nephrite.core.dataset;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The severity that an experiment sets for a code of faults. */
public enum FaultTreatment {
    ERROR,
    WARNING,
    /** Neither stops anything nor is listed; the report says how many there are. */
    IGNORE;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.nephrite.core.experiment;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a case that cannot be used does to the work on its dataset. */
public enum FaultyCases {
    /** The dataset is not sealed until the case is corrected or excluded. */
    STOP,
    /** The work goes on without the case; the report names it. */
    SKIP;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}

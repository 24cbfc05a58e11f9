package io.nephrite.core.experiment;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** In what numbers a network computes. */
public enum PrecisionChoice {
    /** bfloat16 where the device is fast at it, float32 elsewhere. */
    AUTO,
    FP32,
    BF16;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.nephrite.core.experiment;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** In what numbers a network computes. */
public enum PrecisionChoice {
    /** float32 on the CPU; on a GPU bfloat16 where it is fast at it, else float16. */
    AUTO,
    FP32,
    BF16,
    /** Half precision with a scaled loss, as nnU-Net trains on a GPU. */
    FP16;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}

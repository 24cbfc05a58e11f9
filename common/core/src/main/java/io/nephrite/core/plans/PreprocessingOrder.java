package io.nephrite.core.plans;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether images are normalised before or after they are resampled. */
public enum PreprocessingOrder {
    /** nnU-Net v1: resample, then normalise. */
    V1,
    /** nnU-Net v2: normalise, then resample. */
    V2;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}

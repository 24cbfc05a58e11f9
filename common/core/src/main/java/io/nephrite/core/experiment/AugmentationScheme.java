package io.nephrite.core.experiment;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How patches are changed at random while a network is trained. */
public enum AugmentationScheme {
    /** As nnU-Net v2 does it. */
    V2,
    /** As nnU-Net v1 does it. */
    V1,
    NONE;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}

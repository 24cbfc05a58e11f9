package io.nephrite.core.experiment;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How raw images are resampled. */
public enum RawInterpolation {
    /** Cubic B-spline. */
    BSPLINE,
    LINEAR,
    NEAREST;

    static final RawInterpolation[] OF_LABELS = {NEAREST};

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.nephrite.core.experiment;

import io.nephrite.core.json.JsonCursor;

/**
 * How cases are predicted.
 *
 * @param mirroring mean over all mirrored copies of a tile
 * @param stepFraction distance of neighbouring tiles as a part of the patch, above 0 to 1
 */
public record PredictionSettings(boolean mirroring, double stepFraction) {
    public static final PredictionSettings DEFAULTS = new PredictionSettings(true, 0.5);

    static PredictionSettings from(JsonCursor json) {
        json.allowOnly("mirroring", "stepFraction");
        return new PredictionSettings(
                json.find("mirroring").map(JsonCursor::flag).orElse(DEFAULTS.mirroring),
                json.find("stepFraction").map(c -> c.number(0.01, 1)).orElse(DEFAULTS.stepFraction));
    }
}

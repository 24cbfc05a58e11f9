package io.nephrite.core.experiment;

import io.nephrite.core.json.JsonCursor;

/**
 * How predictions are measured.
 *
 * @param surfaceToleranceMm up to which a surface counts as right in the normalised surface Dice, mm
 */
public record EvaluationSettings(double surfaceToleranceMm) {
    public static final EvaluationSettings DEFAULTS = new EvaluationSettings(1);

    private static final double LARGEST_MM = 1000;

    static EvaluationSettings from(JsonCursor json) {
        json.allowOnly("surfaceToleranceMm");
        return new EvaluationSettings(json.find("surfaceToleranceMm")
                .map(c -> c.number(0, LARGEST_MM))
                .orElse(DEFAULTS.surfaceToleranceMm));
    }
}

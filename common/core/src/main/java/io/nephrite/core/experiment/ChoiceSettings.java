package io.nephrite.core.experiment;

import io.nephrite.core.json.JsonCursor;

/**
 * The settings for the choice of the configuration that predicts.
 *
 * @param ensembles whether pairs of configurations are compared as well, for which the logits of all validation cases
 *     are kept until the choice is made
 * @param startMissing whether folds of the splits that {@code folds} does not name are trained too, so that the choice
 *     rests on the whole cross-validation
 */
public record ChoiceSettings(boolean ensembles, boolean startMissing) {
    public static final ChoiceSettings DEFAULTS = new ChoiceSettings(true, false);

    static ChoiceSettings from(JsonCursor json) {
        json.allowOnly("ensembles", "startMissing");
        return new ChoiceSettings(
                json.find("ensembles").map(JsonCursor::flag).orElse(DEFAULTS.ensembles),
                json.find("startMissing").map(JsonCursor::flag).orElse(DEFAULTS.startMissing));
    }
}

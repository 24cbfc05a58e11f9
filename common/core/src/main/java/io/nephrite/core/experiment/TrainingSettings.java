package io.nephrite.core.experiment;

import io.nephrite.core.json.JsonCursor;

/**
 * How a fold is trained. The defaults are nnU-Net's.
 *
 * @param mirroring mirror patches at random
 * @param oversampleForeground part of a batch that is forced to contain foreground, 0 to 1
 * @param checkpointSeconds at most so long between two checkpoints
 * @param loaderThreads threads that make batches
 */
public record TrainingSettings(
        int epochs,
        int iterationsPerEpoch,
        int validationIterationsPerEpoch,
        double initialLearningRate,
        double weightDecay,
        PrecisionChoice precision,
        boolean mirroring,
        AugmentationScheme augmentation,
        double oversampleForeground,
        int checkpointSeconds,
        int loaderThreads) {
    public static final TrainingSettings DEFAULTS = new TrainingSettings(
            1000, 250, 50, 0.01, 3e-5, PrecisionChoice.AUTO, true, AugmentationScheme.V2, 0.33, 300, 1);

    static TrainingSettings from(JsonCursor json) {
        json.allowOnly(
                "epochs",
                "iterationsPerEpoch",
                "validationIterationsPerEpoch",
                "initialLearningRate",
                "weightDecay",
                "precision",
                "mirroring",
                "augmentation",
                "oversampleForeground",
                "checkpointSeconds",
                "loaderThreads");
        return new TrainingSettings(
                count(json, "epochs", 1, DEFAULTS.epochs),
                count(json, "iterationsPerEpoch", 1, DEFAULTS.iterationsPerEpoch),
                count(json, "validationIterationsPerEpoch", 1, DEFAULTS.validationIterationsPerEpoch),
                json.find("initialLearningRate").map(JsonCursor::positive).orElse(DEFAULTS.initialLearningRate),
                json.find("weightDecay").map(c -> c.number(0, 1)).orElse(DEFAULTS.weightDecay),
                json.find("precision")
                        .map(c -> c.oneOf(PrecisionChoice.values(), PrecisionChoice::json))
                        .orElse(DEFAULTS.precision),
                json.find("mirroring").map(JsonCursor::flag).orElse(DEFAULTS.mirroring),
                json.find("augmentation")
                        .map(c -> c.oneOf(AugmentationScheme.values(), AugmentationScheme::json))
                        .orElse(DEFAULTS.augmentation),
                json.find("oversampleForeground").map(c -> c.number(0, 1)).orElse(DEFAULTS.oversampleForeground),
                count(json, "checkpointSeconds", 1, DEFAULTS.checkpointSeconds),
                count(json, "loaderThreads", 1, DEFAULTS.loaderThreads));
    }

    private static int count(JsonCursor json, String name, int min, int absent) {
        return json.find(name).map(c -> c.integer(min, Integer.MAX_VALUE)).orElse(absent);
    }
}

package io.nephrite.core.experiment;

import io.nephrite.core.json.JsonCursor;
import java.util.Optional;

/**
 * How a fold is trained. The defaults are nnU-Net's.
 *
 * @param mirroring mirror patches at random
 * @param oversampleForeground part of a batch that is forced to contain foreground, 0 to 1
 * @param checkpointSeconds at most so long between two checkpoints
 * @param loaderThreads threads that make batches
 * @param initialWeights model of the store whose weights a training begins with, {@code <dataset>/<id>}; without it
 *     they are drawn
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
        int loaderThreads,
        Optional<String> initialWeights) {
    private static final String MODEL = "[A-Za-z0-9][A-Za-z0-9._-]*/[0-9a-f]{16}";

    public static final TrainingSettings DEFAULTS = new TrainingSettings(
            1000, 250, 50, 0.01, 3e-5, PrecisionChoice.AUTO, true, AugmentationScheme.V2, 0.33, 300, 1);

    /** With weights that are drawn. */
    public TrainingSettings(
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
        this(
                epochs,
                iterationsPerEpoch,
                validationIterationsPerEpoch,
                initialLearningRate,
                weightDecay,
                precision,
                mirroring,
                augmentation,
                oversampleForeground,
                checkpointSeconds,
                loaderThreads,
                Optional.empty());
    }

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
                "loaderThreads",
                "initialWeights");
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
                count(json, "loaderThreads", 1, DEFAULTS.loaderThreads),
                json.find("initialWeights").map(TrainingSettings::model));
    }

    /** A name such as latest may point to another model tomorrow, and the training would be another one. */
    private static String model(JsonCursor json) {
        if (!json.text().matches(MODEL)) {
            throw json.expected("a model of the store with its id, <dataset>/<16 digits>, as `models list` shows it");
        }
        return json.text();
    }

    private static int count(JsonCursor json, String name, int min, int absent) {
        return json.find(name).map(c -> c.integer(min, Integer.MAX_VALUE)).orElse(absent);
    }
}

package io.nephrite.imaging.metric;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Voxels of one label (or region): reference and prediction have it, only the prediction, only the reference, neither.
 */
public record ConfusionCounts(
        @JsonProperty("TP") long truePositives,
        @JsonProperty("FP") long falsePositives,
        @JsonProperty("FN") long falseNegatives,
        @JsonProperty("TN") long trueNegatives) {
    public static final ConfusionCounts NONE = new ConfusionCounts(0, 0, 0, 0);

    public ConfusionCounts {
        if (truePositives < 0 || falsePositives < 0 || falseNegatives < 0 || trueNegatives < 0) {
            throw new IllegalArgumentException("counts must be >= 0");
        }
    }

    /** Over several cases, for the global Dice. */
    public ConfusionCounts plus(ConfusionCounts other) {
        return new ConfusionCounts(
                truePositives + other.truePositives,
                falsePositives + other.falsePositives,
                falseNegatives + other.falseNegatives,
                trueNegatives + other.trueNegatives);
    }

    @JsonIgnore
    public long predicted() {
        return truePositives + falsePositives;
    }

    @JsonIgnore
    public long referenced() {
        return truePositives + falseNegatives;
    }
}

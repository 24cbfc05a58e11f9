package io.nephrite.imaging.metric;

import java.util.OptionalDouble;

/** Overlap of reference and prediction; undefined where neither has the label. */
public final class DiceScore {
    private DiceScore() {}

    /** 2 TP / (2 TP + FP + FN). */
    public static OptionalDouble of(ConfusionCounts c) {
        long denominator = 2 * c.truePositives() + c.falsePositives() + c.falseNegatives();
        return denominator == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) (2 * c.truePositives()) / denominator);
    }

    /** TP / (TP + FP + FN). */
    public static OptionalDouble intersectionOverUnion(ConfusionCounts c) {
        long denominator = c.truePositives() + c.falsePositives() + c.falseNegatives();
        return denominator == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) c.truePositives() / denominator);
    }
}

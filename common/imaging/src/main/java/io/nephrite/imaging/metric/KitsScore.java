package io.nephrite.imaging.metric;

import io.nephrite.core.dataset.LabelMap;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * KiTS19's own scores of a case: kidney is everything but background, tumour is label 2; so its kidney Dice is not that
 * of label 1. Undefined where neither reference nor prediction has any.
 *
 * <p>Reference: kits19 {@code starter_code/evaluation.py}, where undefined is NaN.
 */
public record KitsScore(OptionalDouble kidneyDice, OptionalDouble tumorDice) {
    static final int TUMOR_LABEL = 2;
    private static final String TUMOR = "2";

    /** Whether labels 1 and 2 are kidney and tumour, however they are spelled, and there are no others. */
    public static boolean isScored(LabelMap labels) {
        if (labels.hasRegions() || !labels.foreground().equals(List.of(1, TUMOR_LABEL))) {
            return false;
        }
        String tumor = labels.nameOf(TUMOR_LABEL).toLowerCase(Locale.ROOT);
        return labels.nameOf(1).toLowerCase(Locale.ROOT).contains("kidney")
                && (tumor.contains("tumor") || tumor.contains("tumour"));
    }

    /**
     * Computes KiTS19's scores of a case.
     *
     * @param metrics of a dataset whose label 1 is kidney and label 2 tumour
     */
    public static KitsScore of(CaseMetrics metrics) {
        ConfusionCounts tumor = metrics.metrics().get(TUMOR);
        if (tumor == null) {
            throw new IllegalArgumentException(
                    "KiTS scores need label 2, found " + metrics.metrics().keySet());
        }
        return new KitsScore(DiceScore.of(metrics.foreground()), DiceScore.of(tumor));
    }

    /** Mean of both; undefined where one is. */
    public OptionalDouble compositeDice() {
        return kidneyDice.isPresent() && tumorDice.isPresent()
                ? OptionalDouble.of((kidneyDice.getAsDouble() + tumorDice.getAsDouble()) / 2)
                : OptionalDouble.empty();
    }
}

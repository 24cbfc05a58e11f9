package io.nephrite.learning.train;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** True positives, false positives and false negatives of an epoch's validation patches, pooled and per patch. */
final class DiceCounts {
    private final double[][] pooled;
    private final double[] diceSum;
    private final int[] defined;

    DiceCounts(int classes) {
        pooled = new double[classes][3];
        diceSum = new double[classes];
        defined = new int[classes];
    }

    /** @param counts (N, K, 3): true positives, false positives, false negatives */
    void add(float[] counts) {
        int classes = pooled.length;
        for (int at = 0; at < counts.length; at += 3) {
            int k = at / 3 % classes;
            for (int i = 0; i < 3; i++) {
                pooled[k][i] += counts[at + i];
            }
            OptionalDouble dice = dice(counts[at], counts[at + 1], counts[at + 2]);
            if (dice.isPresent()) {
                diceSum[k] += dice.getAsDouble();
                defined[k]++;
            }
        }
    }

    private static OptionalDouble dice(double tp, double fp, double fn) {
        double denominator = 2 * tp + fp + fn;
        return denominator == 0 ? OptionalDouble.empty() : OptionalDouble.of(2 * tp / denominator);
    }

    List<OptionalDouble> pooled() {
        List<OptionalDouble> dice = new ArrayList<>();
        for (double[] c : pooled) {
            dice.add(dice(c[0], c[1], c[2]));
        }
        return dice;
    }

    List<OptionalDouble> perImage() {
        List<OptionalDouble> dice = new ArrayList<>();
        for (int k = 0; k < defined.length; k++) {
            dice.add(defined[k] == 0 ? OptionalDouble.empty() : OptionalDouble.of(diceSum[k] / defined[k]));
        }
        return dice;
    }
}

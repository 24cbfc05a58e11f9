package io.nephrite.learning.train;

import java.util.OptionalDouble;

/**
 * The exponential moving average of an epoch's mean pseudo Dice, and its best so far.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code nnUNetLogger} ({@code ema_fg_dice}) and {@code on_epoch_end}.
 *
 * @param average absent before any class was scored
 * @param best highest average so far
 */
record PseudoDiceTrend(OptionalDouble average, OptionalDouble best) {
    private static final double KEPT = 0.9;

    /** @param mean over the classes that were scored; absent where none was, which changes nothing */
    PseudoDiceTrend after(OptionalDouble mean) {
        if (mean.isEmpty()) {
            return this;
        }
        double value = mean.getAsDouble();
        double next = average.isPresent() ? KEPT * average.getAsDouble() + (1 - KEPT) * value : value;
        return new PseudoDiceTrend(
                OptionalDouble.of(next),
                OptionalDouble.of(best.isPresent() ? Math.max(best.getAsDouble(), next) : next));
    }

    /** Whether the best is higher than before. */
    boolean hasImprovedSince(PseudoDiceTrend earlier) {
        return best.isPresent() && (earlier.best.isEmpty() || best.getAsDouble() > earlier.best.getAsDouble());
    }
}

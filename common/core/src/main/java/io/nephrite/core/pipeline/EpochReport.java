package io.nephrite.core.pipeline;

import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The losses, Dice values and times of one epoch of a training. Dice values are per foreground class (or region) in
 * the order of the labels; absent where a class is in neither prediction nor reference.
 *
 * @param epoch from 0
 * @param pseudoDice pooled ("global") Dice: counts summed over all validation patches of the epoch
 * @param perImageDice Dice of each validation patch, averaged over the patches in which it is defined
 * @param meanPseudoDice mean of the defined pooled values; absent where none is
 * @param emaPseudoDice exponential moving average of {@code meanPseudoDice}, factor 0.9
 * @param improved whether the moving average is the best so far
 * @param seconds of the whole epoch, training and validation
 * @param iterationsPerSecond of the training iterations
 * @param dataWaitShare part of the epoch in which the step waited for batches, 0 to 1
 * @param deviceMemoryBytes memory of the GPU in use; absent on the CPU
 * @param etaSeconds until the last epoch, at the pace of this run
 */
public record EpochReport(
        int epoch,
        int epochs,
        double trainLoss,
        double validationLoss,
        List<OptionalDouble> pseudoDice,
        List<OptionalDouble> perImageDice,
        OptionalDouble meanPseudoDice,
        double emaPseudoDice,
        boolean improved,
        double learningRate,
        Instant started,
        double seconds,
        double iterationsPerSecond,
        double dataWaitShare,
        OptionalLong deviceMemoryBytes,
        double etaSeconds) {
    public EpochReport {
        pseudoDice = List.copyOf(pseudoDice);
        perImageDice = List.copyOf(perImageDice);
    }
}

package io.nephrite.core.event;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * An epoch of a training has ended.
 *
 * @param epoch from 0
 * @param pseudoDice pooled ("global") Dice of the validation patches per foreground class, absent where undefined
 * @param perImageDice Dice of each validation patch, averaged, per foreground class
 * @param dataWaitShare part of the epoch in which the step waited for batches, 0 to 1
 * @param deviceMemoryBytes memory of the GPU in use; absent on the CPU
 */
public record EpochCompleted(
        EventHeader header,
        String dataset,
        String version,
        String configuration,
        String fold,
        int epoch,
        int epochs,
        double trainLoss,
        double validationLoss,
        List<OptionalDouble> pseudoDice,
        List<OptionalDouble> perImageDice,
        double emaPseudoDice,
        double learningRate,
        double seconds,
        double iterationsPerSecond,
        double dataWaitShare,
        double etaSeconds,
        OptionalLong deviceMemoryBytes)
        implements FoldEvent {
    @Override
    public String partitionKey() {
        return foldId().toString();
    }
}

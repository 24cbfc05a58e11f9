package io.nephrite.learning.train;

import io.nephrite.core.pipeline.EpochReport;
import io.nephrite.core.pipeline.TrainingDevice;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far a training has come; with the weights all that is needed to go on. Random numbers need no state: they follow
 * from the position.
 *
 * @param epoch that is running
 * @param iteration of it that comes next; the number of iterations where only its validation is left
 * @param lossSum of the running epoch's iterations
 * @param overflows of them, that had no loss, since it overflowed in half precision
 * @param seconds spent on the running epoch before this checkpoint
 * @param waitedSeconds of them, waiting for batches
 * @param emaPseudoDice absent before any class was scored
 * @param warnings of the training so far
 * @param device that computed last; absent before any step, and in checkpoints of older releases
 */
record TrainingProgress(
        int epoch,
        int iteration,
        double lossSum,
        int overflows,
        double seconds,
        double waitedSeconds,
        OptionalDouble emaPseudoDice,
        OptionalDouble bestEmaPseudoDice,
        List<EpochReport> history,
        List<String> warnings,
        Optional<TrainingDevice> device) {
    static final TrainingProgress START = new TrainingProgress(
            0, 0, 0, 0, 0, 0, OptionalDouble.empty(), OptionalDouble.empty(), List.of(), List.of(), Optional.empty());

    TrainingProgress {
        history = List.copyOf(history);
        // checkpoints of before Nephrite kept warnings say nothing of them
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }
}

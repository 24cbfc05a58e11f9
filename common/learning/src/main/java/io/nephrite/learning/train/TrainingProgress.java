package io.nephrite.learning.train;

import io.nephrite.core.pipeline.EpochReport;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How far a training has come; with the weights all that is needed to go on. Random numbers need no state: they follow
 * from the position.
 *
 * @param epoch that is running
 * @param iteration of it that comes next; the number of iterations where only its validation is left
 * @param lossSum of the running epoch's iterations
 * @param seconds spent on the running epoch before this checkpoint
 * @param waitedSeconds of them, waiting for batches
 * @param emaPseudoDice absent before any class was scored
 * @param warnings of the training so far
 */
record TrainingProgress(
        int epoch,
        int iteration,
        double lossSum,
        double seconds,
        double waitedSeconds,
        OptionalDouble emaPseudoDice,
        OptionalDouble bestEmaPseudoDice,
        List<EpochReport> history,
        List<String> warnings) {
    static final TrainingProgress START =
            new TrainingProgress(0, 0, 0, 0, 0, OptionalDouble.empty(), OptionalDouble.empty(), List.of(), List.of());

    TrainingProgress {
        history = List.copyOf(history);
        // checkpoints of before Nephrite kept warnings say nothing of them
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }
}

package io.nephrite.learning.train;

import io.nephrite.core.pipeline.EpochReport;
import io.nephrite.core.pipeline.TrainingDevice;
import java.util.List;

/**
 * Receives the progress of a training, one call at a time and in order: of its beginning on the thread that trains,
 * of what follows on another one, beside the next steps. What it throws ends the training.
 */
public interface TrainingObserver {
    TrainingObserver NONE = new TrainingObserver() {};

    /**
     * Is called when a training begins or continues.
     *
     * @param firstEpoch 0, or where a checkpoint lets the training go on
     */
    default void started(int firstEpoch, int epochs) {}

    /** What the training computes on, once before its first epoch here. */
    default void computesOn(TrainingDevice device) {}

    /**
     * Is called when a training continues from a checkpoint.
     *
     * @param warnings that the training gave before it was resumed; they are not given again
     */
    default void resumed(List<String> warnings) {}

    /**
     * When all is stored that the epoch left.
     *
     * @param history all epochs so far, this one last, those before a resume included
     */
    default void epochCompleted(EpochReport report, List<EpochReport> history) {}

    /** A checkpoint was saved: what was done before it is not done again after a crash. */
    default void checkpointed() {}

    /** Something that people should look at: a class that is never sampled, a slow loader, a damaged checkpoint. */
    default void warning(String message) {}

    /** Both listeners, this one first. */
    default TrainingObserver and(TrainingObserver other) {
        TrainingObserver first = this;
        return new TrainingObserver() {
            @Override
            public void started(int firstEpoch, int epochs) {
                first.started(firstEpoch, epochs);
                other.started(firstEpoch, epochs);
            }

            @Override
            public void computesOn(TrainingDevice device) {
                first.computesOn(device);
                other.computesOn(device);
            }

            @Override
            public void resumed(List<String> warnings) {
                first.resumed(warnings);
                other.resumed(warnings);
            }

            @Override
            public void epochCompleted(EpochReport report, List<EpochReport> history) {
                first.epochCompleted(report, history);
                other.epochCompleted(report, history);
            }

            @Override
            public void checkpointed() {
                first.checkpointed();
                other.checkpointed();
            }

            @Override
            public void warning(String message) {
                first.warning(message);
                other.warning(message);
            }
        };
    }
}

package io.nephrite.learning.train;

import io.nephrite.core.pipeline.EpochReport;
import java.util.List;

/**
 * How a training ended.
 *
 * @param history all completed epochs
 * @param warnings of the whole training, those before a resume included
 */
public record TrainingOutcome(Status status, List<EpochReport> history, List<String> warnings) {
    /** Why the training returned. */
    public enum Status {
        /** All epochs are done and the final checkpoint is written. */
        FINISHED,
        /** A checkpoint is written; the same task goes on from it. */
        STOPPED,
        /** Left as it was; nothing was written after the request. */
        ABANDONED
    }

    public TrainingOutcome {
        history = List.copyOf(history);
        warnings = List.copyOf(warnings);
    }
}

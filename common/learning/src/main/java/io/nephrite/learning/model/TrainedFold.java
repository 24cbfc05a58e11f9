package io.nephrite.learning.model;

import io.nephrite.learning.checkpoint.Checkpoint;
import java.util.function.Supplier;

/**
 * One training of a configuration. Its weights are read when they are asked for, and not kept.
 *
 * @param fold {@code 0}, {@code 1}, … or {@code all}
 * @param weights throws a PipelineException where the file is damaged
 */
public record TrainedFold(String fold, Supplier<Checkpoint> weights) {
    public Checkpoint checkpoint() {
        return weights.get();
    }
}

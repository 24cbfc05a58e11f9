package io.nephrite.learning.train;

import io.nephrite.learning.sample.BatchLoader;
import java.util.concurrent.ExecutorService;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Makes the threads beside the one that trains. A training shuts them down at its end.
 *
 * @param loaders makes so many for its batches
 * @param writer makes the one that stores checkpoints and tells of epochs
 */
public record TrainingThreads(IntFunction<ExecutorService> loaders, Supplier<ExecutorService> writer) {
    /** Threads that do not keep a process alive. */
    public static final TrainingThreads DAEMONS = new TrainingThreads(BatchLoader::daemons, BackgroundWriter::daemon);
}

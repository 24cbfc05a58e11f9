package io.nephrite.trainer.step;

import io.nephrite.core.experiment.PredictionSettings;
import io.nephrite.core.failure.TaskResult;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.predict.FoldEnsemble;
import io.nephrite.learning.predict.LogitPredictor;
import io.nephrite.learning.predict.SlidingWindowPredictor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * The networks that predict: that of a fold is kept from case to case, and replaced for another fold; those of a model
 * are kept together from image to image. They belong to one thread of their own, so that jobs which read, preprocess or
 * write their cases at the same time take turns with them. Thread-safe.
 */
public final class PredictorSlot {
    private final ObjectStore results;
    private final Supplier<TorchDevice> device;
    private final int threads;
    private final Map<Identity, SlidingWindowPredictor> open = new LinkedHashMap<>();
    private final ExecutorService owner = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "networks");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Makes an empty slot.
     *
     * @param device asked for on first use, since that loads the engine
     */
    public PredictorSlot(ObjectStore results, Supplier<TorchDevice> device, int threads) {
        this.results = results;
        this.device = device;
        this.threads = threads;
    }

    /**
     * Does a work on the thread of the networks, when those before it are done. What it throws is thrown here.
     *
     * @param work that asks for networks and uses them
     */
    <T> T on(Supplier<T> work) {
        Future<T> done = owner.submit(work::get);
        try {
            return TaskResult.of(done);
        } catch (InterruptedException e) {
            // whoever stops the job asks it to stop between tiles, and does not interrupt it
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a network predicts", e);
        }
    }

    /**
     * The network of a fold, alone. On the thread of the networks, as all that follows.
     *
     * @param folder of the fold; its final checkpoint is there and no longer changes
     */
    SlidingWindowPredictor of(String folder, PredictionSettings settings) {
        keepOnly(List.of(folder));
        return beside(folder, settings);
    }

    /**
     * The networks of some folds of a model, averaged.
     *
     * @param folders of these folds
     * @param all folders of the model: networks of others are let go of
     */
    LogitPredictor together(List<String> folders, List<String> all, PredictionSettings settings) {
        keepOnly(all);
        return new FoldEnsemble(
                folders.stream().map(folder -> beside(folder, settings)).toList());
    }

    /** The network of a fold, beside those that are loaded. */
    private SlidingWindowPredictor beside(String folder, PredictionSettings settings) {
        return open.computeIfAbsent(
                new Identity(folder, settings),
                wanted -> SlidingWindowPredictor.open(
                        new CheckpointStore(results, folder).read(CheckpointStore.Kind.FINAL),
                        settings,
                        device.get(),
                        threads));
    }

    /** Frees the memory of all networks but these. */
    private void keepOnly(Collection<String> folders) {
        open.entrySet().removeIf(loaded -> {
            boolean isIdle = !folders.contains(loaded.getKey().folder());
            if (isIdle) {
                loaded.getValue().close();
            }
            return isIdle;
        });
    }

    /**
     * Frees the memory of all networks, when none of them is used any more; they are loaded again when they are needed.
     */
    public void close() {
        on(() -> {
            keepOnly(List.of());
            return Optional.empty();
        });
    }

    private record Identity(String folder, PredictionSettings settings) {}
}

package io.nephrite.trainer.step;

import io.nephrite.core.experiment.PredictionSettings;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.network.TorchDevice;
import io.nephrite.learning.predict.FoldEnsemble;
import io.nephrite.learning.predict.LogitPredictor;
import io.nephrite.learning.predict.SlidingWindowPredictor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The networks that predict: that of a fold is kept from case to case, and replaced for another fold; those of a model
 * are kept together from image to image. Used and closed by the one thread that runs jobs.
 */
public final class PredictorSlot {
    private final ObjectStore results;
    private final Supplier<TorchDevice> device;
    private final int threads;
    private final Map<Identity, SlidingWindowPredictor> open = new LinkedHashMap<>();

    /** @param device asked for on first use, since that loads the engine */
    public PredictorSlot(ObjectStore results, Supplier<TorchDevice> device, int threads) {
        this.results = results;
        this.device = device;
        this.threads = threads;
    }

    /**
     * The network of a fold, alone.
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

    /** Frees the memory of all networks. */
    public void close() {
        keepOnly(List.of());
    }

    private record Identity(String folder, PredictionSettings settings) {}
}

package io.nephrite.trainer.step;

import io.nephrite.core.experiment.PredictionSettings;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.network.TorchDevice;
import io.nephrite.learning.predict.SlidingWindowPredictor;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The network that predicts: kept from case to case of a fold, replaced for another fold. Used and closed by the one
 * thread that runs jobs.
 */
public final class PredictorSlot {
    private final ObjectStore results;
    private final Supplier<TorchDevice> device;
    private final int threads;
    private Optional<Open> open = Optional.empty();

    /** @param device asked for on first use, since that loads the engine */
    public PredictorSlot(ObjectStore results, Supplier<TorchDevice> device, int threads) {
        this.results = results;
        this.device = device;
        this.threads = threads;
    }

    /** @param folder of the fold; its final checkpoint is there and no longer changes */
    SlidingWindowPredictor of(String folder, PredictionSettings settings) {
        Identity wanted = new Identity(folder, settings);
        if (open.isEmpty() || !open.get().identity().equals(wanted)) {
            close();
            open = Optional.of(new Open(
                    wanted,
                    SlidingWindowPredictor.open(
                            new CheckpointStore(results, folder).read(CheckpointStore.Kind.FINAL),
                            settings,
                            device.get(),
                            threads)));
        }
        return open.get().predictor();
    }

    /** Frees the network's memory. */
    public void close() {
        open.ifPresent(o -> o.predictor().close());
        open = Optional.empty();
    }

    private record Identity(String folder, PredictionSettings settings) {}

    private record Open(Identity identity, SlidingWindowPredictor predictor) {}
}

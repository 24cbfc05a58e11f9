package io.nephrite.learning.train;

import io.nephrite.core.experiment.AugmentationScheme;
import io.nephrite.core.experiment.PrecisionChoice;
import io.nephrite.core.experiment.TrainingSettings;
import io.nephrite.core.store.FolderObjectStore;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.device.TorchDevice;
import java.nio.file.Path;
import java.time.Clock;

/** A training as a process of its own, to be killed: says a word before every iteration, keeps all in a folder. */
public final class BallTraining {
    static final String FOLD = "fold_0/";

    private BallTraining() {}

    /** Two epochs; a checkpoint after every iteration. */
    static TrainingTask task() {
        TrainingSettings settings = new TrainingSettings(
                2, 10, 4, 0.01, 3e-5, PrecisionChoice.FP32, true, AugmentationScheme.V2, 0.33, 0, 1);
        return BallTask.task(BallTask.plan(false), settings);
    }

    public static void main(String[] args) {
        CheckpointStore checkpoints = new CheckpointStore(new FolderObjectStore(Path.of(args[0])), FOLD);
        new FoldTrainer(TorchDevice.CPU, 1, Clock.systemUTC()).run(task(), checkpoints, TrainingObserver.NONE, () -> {
            System.out.println("step");
            return StopSignal.Request.CONTINUE;
        });
    }
}

package io.nephrite.learning.train;

import io.nephrite.core.experiment.AugmentationScheme;
import io.nephrite.core.experiment.PrecisionChoice;
import io.nephrite.core.experiment.TrainingSettings;
import io.nephrite.core.store.Content;
import io.nephrite.core.store.FolderObjectStore;
import io.nephrite.core.store.ForwardingObjectStore;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.device.TorchDevice;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;

/**
 * A training as a process of its own, to be killed: says a word before every iteration, keeps all in a folder. Where it is
 * given a number, it stops for ever in the middle of the put of that number, and says so.
 */
public final class BallTraining {
    static final String FOLD = "fold_0/";
    static final String STEP = "step";
    static final String STORING = "storing";

    private BallTraining() {}

    /** Two epochs; a checkpoint after every iteration. */
    static TrainingTask task() {
        TrainingSettings settings = new TrainingSettings(
                2, 10, 4, 0.01, 3e-5, PrecisionChoice.FP32, true, AugmentationScheme.V2, 0.33, 0, 1);
        return BallTask.task(BallTask.plan(false), settings);
    }

    public static void main(String[] args) {
        ObjectStore folder = new FolderObjectStore(Path.of(args[0]));
        ObjectStore store = args.length > 1 ? new HaltingStore(folder, Integer.parseInt(args[1])) : folder;
        CheckpointStore checkpoints = new CheckpointStore(store, FOLD);
        new FoldTrainer(TorchDevice.CPU, 1, Clock.systemUTC()).run(task(), checkpoints, TrainingObserver.NONE, () -> {
            System.out.println(STEP);
            return StopSignal.Request.CONTINUE;
        });
    }

    private static final class HaltingStore extends ForwardingObjectStore {
        private final int last;
        private int puts;

        HaltingStore(ObjectStore store, int last) {
            super(store);
            this.last = last;
        }

        @Override
        public void put(String key, Content content) {
            super.put(key, ++puts == last ? halting(content) : content);
        }

        private static Content halting(Content content) {
            return new Content() {
                @Override
                public long size() {
                    return content.size();
                }

                @Override
                public InputStream open() throws IOException {
                    byte[] half = content.open().readNBytes(Math.toIntExact(content.size() / 2));
                    return new SequenceInputStream(new ByteArrayInputStream(half), new Endless());
                }
            };
        }
    }

    /** Says that it is read, and gives nothing. */
    private static final class Endless extends InputStream {
        @Override
        public int read() throws IOException {
            return read(new byte[1], 0, 1);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            System.out.println(STORING);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException(e.getMessage());
            }
            return -1;
        }
    }
}

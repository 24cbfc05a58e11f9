package io.nephrite.learning.train;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.plans.PatchGeometry;
import io.nephrite.learning.device.DeviceMemory;
import io.nephrite.learning.network.LossScaler;
import io.nephrite.learning.network.TorchNetwork;
import io.nephrite.learning.sample.Batch;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** One iteration on one batch: into native memory, one call of the network's script, two numbers back. */
final class TrainingStep {
    /** Place of the loss scale among a step's results; only in half precision. */
    private static final int SCALE = 2;

    private final TorchNetwork network;
    private final int batchSize;
    private final long[] imageShape;
    private final long[][] targetShapes;

    TrainingStep(TorchNetwork network, int batchSize, PatchGeometry geometry) {
        this.network = network;
        this.batchSize = batchSize;
        int dims = network.spec().plan().dimensions();
        int[] patch = Arrays.copyOfRange(geometry.patch(), 3 - dims, 3);
        this.imageShape = shape(network.spec().channels(), patch, null);
        int[][] divisors = network.spec().headDivisors();
        this.targetShapes = new long[divisors.length][];
        Arrays.setAll(targetShapes, head -> shape(1, patch, divisors[head]));
    }

    private long[] shape(int channels, int[] patch, int[] divisor) {
        long[] shape = new long[2 + patch.length];
        shape[0] = batchSize;
        shape[1] = channels;
        for (int axis = 0; axis < patch.length; axis++) {
            shape[2 + axis] = divisor == null ? patch[axis] : patch[axis] / divisor[axis];
        }
        return shape;
    }

    /** A step that may still be in the making on the device. */
    final class Launched implements AutoCloseable {
        private final TorchNetwork.Call call;
        private final List<NDArray> results;

        private Launched(TorchNetwork.Call call, List<NDArray> results) {
            this.call = call;
            this.results = results;
        }

        /** Waits for the step. @return the loss before it; empty where it overflowed, and the step was left out */
        OptionalDouble loss() {
            try {
                float loss = results.get(0).getFloat();
                float norm = results.get(1).getFloat();
                boolean isScaled = results.size() > SCALE;
                if (isScaled && !LossScaler.isExhausted(results.get(SCALE).getFloat())) {
                    return Float.isFinite(loss) ? OptionalDouble.of(loss) : OptionalDouble.empty();
                }
                return OptionalDouble.of(finite(loss, norm));
            } catch (EngineException e) {
                throw explained(e);
            }
        }

        @Override
        public void close() {
            call.close();
        }
    }

    /** Puts a batch where the network is. On a GPU the copy goes on while a step runs. */
    TorchNetwork.Call prepare(Batch batch) {
        TorchNetwork.Call call = network.call();
        try {
            return arguments(call, batch).upload();
        } catch (EngineException e) {
            call.close();
            throw explained(e);
        }
    }

    /** @param batch is closed with what this returns */
    Launched launch(TorchNetwork.Call batch, double learningRate) {
        try {
            return new Launched(batch, batch.number((float) learningRate).learn("train_step"));
        } catch (EngineException e) {
            batch.close();
            throw explained(e);
        }
    }

    /** A batch that is validated, perhaps still on the device. The network closes it where nobody asks for its loss. */
    final class Validated {
        private final TorchNetwork.Call call;
        private final List<NDArray> results;

        private Validated(TorchNetwork.Call call, List<NDArray> results) {
            this.call = call;
            this.results = results;
        }

        /** Waits for the batch, adds its counts and closes it. */
        float loss(DiceCounts counts) {
            try {
                counts.add(results.get(1).toFloatArray());
                return results.get(0).getFloat();
            } catch (EngineException e) {
                throw explained(e);
            } finally {
                call.close();
            }
        }
    }

    /** @param batch is closed with what this returns */
    Validated validate(TorchNetwork.Call batch) {
        try {
            return new Validated(batch, batch.ask("validate"));
        } catch (EngineException e) {
            batch.close();
            throw explained(e);
        }
    }

    private TorchNetwork.Call arguments(TorchNetwork.Call call, Batch batch) {
        call.image(batch.image(), imageShape);
        for (int head = 0; head < targetShapes.length; head++) {
            call.target(batch.targets()[head], targetShapes[head]);
        }
        return call;
    }

    private float finite(float loss, float norm) {
        if (!Float.isFinite(loss) || !Float.isFinite(norm)) {
            throw new PipelineException(
                    FailureCode.TRAINING_DIVERGED,
                    "loss " + loss + ", gradient norm " + norm + " with batch " + Arrays.toString(imageShape)
                            + "; lower initialLearningRate, or train with precision fp32. The last good checkpoint is"
                            + " kept");
        }
        return loss;
    }

    private RuntimeException explained(EngineException e) {
        return DeviceMemory.explained(e, network.device(), "a training step with batch " + Arrays.toString(imageShape));
    }
}

package io.nephrite.learning.predict;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import io.nephrite.core.experiment.PredictionSettings;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.numpy.HalfPrecision;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.PatchGeometry;
import io.nephrite.imaging.resample.PlaneRange;
import io.nephrite.imaging.volume.LabelArray;
import io.nephrite.learning.checkpoint.Checkpoint;
import io.nephrite.learning.device.DeviceMemory;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.network.NetworkSpec;
import io.nephrite.learning.network.Precision;
import io.nephrite.learning.network.ScriptOptions;
import io.nephrite.learning.network.TorchNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * Predicts a preprocessed image tile by tile: logits of overlapping tiles, weighted by a Gaussian and averaged. Use and
 * close it on the thread that opened it.
 *
 * <p>Reference: nnUNetPredictor.predict_sliding_window_return_logits. It accumulates in half precision, which at the
 * corners of a volume, where weights are a few units of the last place, moves logits by up to 3 % of their range; so
 * every sum is rounded as it rounds.
 */
public final class SlidingWindowPredictor implements LogitPredictor, AutoCloseable {
    /** Voxels that go through the network together, in all copies: bounds the native memory. */
    private static final long VOXELS_TOGETHER = 1L << 21;

    private final TorchNetwork network;
    private final PatchGeometry geometry;
    private final PredictionSettings settings;
    /** Of each tile: itself and its flips. */
    private final int copies;

    private final List<Integer> previousLabels;
    private final float[] gaussian;

    private SlidingWindowPredictor(
            TorchNetwork network,
            PatchGeometry geometry,
            PredictionSettings settings,
            int copies,
            List<Integer> previousLabels) {
        this.network = network;
        this.geometry = geometry;
        this.settings = settings;
        this.copies = copies;
        this.previousLabels = previousLabels;
        this.gaussian = GaussianMap.of(geometry.patch());
    }

    /**
     * @param settings mirroring is done where they ask for it, along the axes that the network has seen mirrored
     * @param threads of the CPU's operators
     */
    public static SlidingWindowPredictor open(
            Checkpoint checkpoint, PredictionSettings settings, TorchDevice device, int threads) {
        List<Integer> axes = settings.mirroring() ? checkpoint.model().learnedAxes() : List.of();
        TorchNetwork network = TorchNetwork.open(
                checkpoint.model().network(),
                checkpoint.model().targets(),
                ScriptOptions.inference(checkpoint.model().precision(device), device, axes),
                checkpoint.byName(),
                device,
                threads);
        return new SlidingWindowPredictor(
                network,
                PatchGeometry.of(checkpoint.model().plan()),
                settings,
                1 << axes.size(),
                checkpoint.model().previousLabels());
    }

    /** Channels of the result. */
    private int outputs() {
        return network.spec().outputs();
    }

    /**
     * Bytes of Java's memory that the tiles take which go through the network together: their voxels, and their logits
     * once as bytes and once as numbers.
     */
    static long tileBytes(ConfigurationPlan plan, int channels, int outputs) {
        long patch = 1;
        for (int voxels : PatchGeometry.of(plan).patch()) {
            patch *= voxels;
        }
        return Float.BYTES * Math.max(patch, VOXELS_TOGETHER) * (channels + 2L * outputs);
    }

    /**
     * Without a previous stage.
     *
     * @param image (C, Z, Y, X), plan frame
     */
    public float[] predict(float[] image, Shape3 shape) {
        return predict(NetworkInput.of(image, shape), done -> {});
    }

    /** Tiles go through the network in the same company, whichever planes are asked for: so the numbers are the same. */
    @Override
    public float[] predict(NetworkInput source, PlaneRange planes, DoubleConsumer progress) {
        int channels = network.spec().channels();
        check(source);
        Shape3 shape = source.shape();
        int[] patch = geometry.patch();
        int[] padded = new int[3];
        int[] below = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            padded[axis] = Math.max(shape.get(axis), patch[axis]);
            below[axis] = (padded[axis] - shape.get(axis)) / 2;
        }
        int voxels = Math.toIntExact(planes.of(shape).voxels());
        float[] sum = new float[Math.multiplyExact(outputs(), voxels)];
        float[] weight = new float[voxels];
        List<List<int[]>> calls = calls(
                TileGrid.tiles(padded, patch, settings.stepFraction()).stream()
                        .map(tile -> origin(tile, below))
                        .toList(),
                planes);
        float[] input = new float[together() * channels * gaussian.length];
        for (int call = 0; call < calls.size(); call++) {
            List<int[]> tiles = calls.get(call);
            for (int t = 0; t < tiles.size(); t++) {
                cut(source, tiles.get(t), input, t * channels * gaussian.length);
            }
            float[] logits = run(input, tiles.size());
            for (int t = 0; t < tiles.size(); t++) {
                add(logits, t, shape, tiles.get(t), planes, sum, weight);
            }
            progress.accept((double) (call + 1) / calls.size());
        }
        for (int k = 0; k < outputs(); k++) {
            for (int i = 0; i < voxels; i++) {
                float logit = HalfPrecision.round(sum[k * voxels + i] / weight[i]);
                if (!Float.isFinite(logit)) {
                    throw notFinite(logit);
                }
                sum[k * voxels + i] = logit;
            }
        }
        return sum;
    }

    /** The tiles of each call of the network; calls of which no tile has a part in the planes are left out. */
    private List<List<int[]>> calls(List<int[]> tiles, PlaneRange planes) {
        int together = together();
        List<List<int[]>> calls = new ArrayList<>();
        for (int first = 0; first < tiles.size(); first += together) {
            List<int[]> call = tiles.subList(first, Math.min(first + together, tiles.size()));
            if (call.stream()
                    .anyMatch(tile -> tile[0] < planes.end() && tile[0] + geometry.patch()[0] > planes.first())) {
                calls.add(call);
            }
        }
        return calls;
    }

    /** The largest of several values that are no numbers is the first label: a background that looks like a result. */
    private PipelineException notFinite(float logit) {
        return new PipelineException(
                FailureCode.INVALID_MODEL,
                "the network gives " + logit + " as a logit in precision "
                        + network.precision().json() + ": its weights are damaged or diverged"
                        + (network.precision() == Precision.FP16
                                ? ", or its activations overflow in half precision; train and predict with"
                                        + " training.precision fp32 or bf16"
                                : "; train the fold afresh, or use another one"));
    }

    /** Tiles in one call. */
    private int together() {
        return (int) Math.max(1, VOXELS_TOGETHER / ((long) copies * gaussian.length));
    }

    private static int[] origin(int[] tile, int[] below) {
        return new int[] {tile[0] - below[0], tile[1] - below[1], tile[2] - below[2]};
    }

    private float[] run(float[] input, int count) {
        NetworkSpec spec = network.spec();
        int dims = spec.plan().dimensions();
        long[] shape = new long[2 + dims];
        shape[0] = count;
        shape[1] = spec.channels();
        for (int axis = 0; axis < dims; axis++) {
            shape[2 + axis] = geometry.patch()[3 - dims + axis];
        }
        float[] exact = count * spec.channels() * gaussian.length == input.length
                ? input
                : Arrays.copyOf(input, count * spec.channels() * gaussian.length);
        try (TorchNetwork.Call call = network.call()) {
            call.image(exact, shape);
            if (copies == 1) {
                return call.ask("forward").get(0).toFloatArray();
            }
            int copiesTogether =
                    (int) Math.max(1, Math.min(copies, VOXELS_TOGETHER / ((long) count * gaussian.length)));
            List<NDArray> results = call.number(copiesTogether).ask("mirrored");
            return results.get(0).toFloatArray();
        } catch (EngineException e) {
            throw DeviceMemory.explained(e, network.device(), "tiles of shape " + Arrays.toString(shape));
        }
    }

    private void check(NetworkInput source) {
        int expected = network.spec().channels() - previousLabels.size();
        if (source.channels() != expected) {
            throw new IllegalArgumentException(
                    "the image has " + source.channels() + " channels, the network takes " + expected);
        }
        if (source.previous().isPresent() == previousLabels.isEmpty()) {
            throw new IllegalArgumentException(
                    previousLabels.isEmpty()
                            ? "the network takes no segmentation of a previous stage"
                            : "the network needs the segmentation of the previous stage");
        }
    }

    private void cut(NetworkInput source, int[] origin, float[] target, int to) {
        int voxels = Math.toIntExact(source.shape().voxels());
        for (int c = 0; c < source.channels(); c++) {
            cut(source.image(), c * voxels, source.shape(), origin, target, to + c * gaussian.length);
        }
        source.previous()
                .ifPresent(
                        map -> oneHot(map, source.shape(), origin, target, to + source.channels() * gaussian.length));
    }

    /** A channel for each label of the previous stage: 1 where it is, else 0. */
    private void oneHot(LabelArray map, Shape3 shape, int[] origin, float[] target, int to) {
        int[] patch = geometry.patch();
        Arrays.fill(target, to, to + previousLabels.size() * gaussian.length, 0f);
        for (int z = Math.max(0, -origin[0]); z < Math.min(patch[0], shape.z() - origin[0]); z++) {
            for (int y = Math.max(0, -origin[1]); y < Math.min(patch[1], shape.y() - origin[1]); y++) {
                int from = ((z + origin[0]) * shape.y() + y + origin[1]) * shape.x() + origin[2];
                int row = to + (z * patch[1] + y) * patch[2];
                for (int x = Math.max(0, -origin[2]); x < Math.min(patch[2], shape.x() - origin[2]); x++) {
                    int channel = previousLabels.indexOf(map.get(from + x));
                    if (channel >= 0) {
                        target[row + channel * gaussian.length + x] = 1;
                    }
                }
            }
        }
    }

    private void cut(float[] image, int offset, Shape3 shape, int[] origin, float[] target, int to) {
        int[] patch = geometry.patch();
        Arrays.fill(target, to, to + gaussian.length, 0f);
        int x0 = Math.max(0, -origin[2]);
        int x1 = Math.min(patch[2], shape.x() - origin[2]);
        for (int z = Math.max(0, -origin[0]); z < Math.min(patch[0], shape.z() - origin[0]); z++) {
            for (int y = Math.max(0, -origin[1]); y < Math.min(patch[1], shape.y() - origin[1]); y++) {
                int from = offset + ((z + origin[0]) * shape.y() + y + origin[1]) * shape.x() + x0 + origin[2];
                System.arraycopy(image, from, target, to + (z * patch[1] + y) * patch[2] + x0, x1 - x0);
            }
        }
    }

    private void add(
            float[] logits, int tile, Shape3 shape, int[] origin, PlaneRange planes, float[] sum, float[] weight) {
        int[] patch = geometry.patch();
        int n = gaussian.length;
        int voxels = weight.length;
        int x0 = Math.max(0, -origin[2]);
        int x1 = Math.min(patch[2], shape.x() - origin[2]);
        for (int z = Math.max(0, planes.first() - origin[0]); z < Math.min(patch[0], planes.end() - origin[0]); z++) {
            for (int y = Math.max(0, -origin[1]); y < Math.min(patch[1], shape.y() - origin[1]); y++) {
                int in = (z * patch[1] + y) * patch[2];
                int out = ((z + origin[0] - planes.first()) * shape.y() + y + origin[1]) * shape.x() + origin[2];
                for (int x = x0; x < x1; x++) {
                    weight[out + x] = HalfPrecision.round(weight[out + x] + gaussian[in + x]);
                }
                for (int k = 0; k < outputs(); k++) {
                    int from = (tile * outputs() + k) * n + in;
                    int to = k * voxels + out;
                    for (int x = x0; x < x1; x++) {
                        sum[to + x] = HalfPrecision.round(sum[to + x] + logits[from + x] * gaussian[in + x]);
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        network.close();
    }
}

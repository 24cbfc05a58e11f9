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
import java.util.OptionalLong;
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
    /** Voxels that go through the network together on the CPU, in all copies: bounds the native memory. */
    private static final long VOXELS_TOGETHER = 1L << 21;
    /** On a GPU: more would not be faster. */
    private static final long MOST_VOXELS_TOGETHER = 1L << 24;
    /** Part of a GPU's free memory that activations may take; image and sums may take as much. */
    private static final int FREE_PARTS = 3;

    private final TorchNetwork network;
    private final PatchGeometry geometry;
    private final PredictionSettings settings;
    /** Of each tile: itself and its flips. */
    private final int copies;

    private final List<Integer> previousLabels;
    private final float[] gaussian;
    /** Whether image and sums may be in the device's memory as a whole. */
    private final boolean onDevice;
    /** The device's free memory, where it is known and not the CPU's. */
    private final OptionalLong freeBytes;

    private SlidingWindowPredictor(
            TorchNetwork network,
            PatchGeometry geometry,
            PredictionSettings settings,
            int copies,
            List<Integer> previousLabels,
            boolean onDevice) {
        this.network = network;
        this.geometry = geometry;
        this.settings = settings;
        this.copies = copies;
        this.previousLabels = previousLabels;
        this.gaussian = GaussianMap.of(geometry.patch());
        this.onDevice = onDevice;
        this.freeBytes = network.device().freeMemoryBytes();
    }

    /**
     * Loads the network of a checkpoint.
     *
     * @param settings mirroring is done where they ask for it, along the axes that the network has seen mirrored
     * @param threads of the CPU's operators
     */
    public static SlidingWindowPredictor open(
            Checkpoint checkpoint, PredictionSettings settings, TorchDevice device, int threads) {
        return open(checkpoint, settings, checkpoint.model().precision(device), device, threads);
    }

    /** As the other, in a precision of choice. */
    public static SlidingWindowPredictor open(
            Checkpoint checkpoint, PredictionSettings settings, Precision precision, TorchDevice device, int threads) {
        // in the CPU's memory there would be two of each image
        return open(checkpoint, settings, precision, device, threads, device.isGpu());
    }

    /**
     * As the other.
     *
     * @param onDevice whether tiles are cut and added up where the network is; the logits are the same
     */
    static SlidingWindowPredictor open(
            Checkpoint checkpoint,
            PredictionSettings settings,
            Precision precision,
            TorchDevice device,
            int threads,
            boolean onDevice) {
        List<Integer> axes = settings.mirroring() ? checkpoint.model().learnedAxes() : List.of();
        TorchNetwork network = TorchNetwork.open(
                checkpoint.model().network(),
                checkpoint.model().targets(),
                ScriptOptions.inference(precision, device, axes),
                checkpoint.byName(),
                device,
                threads);
        return new SlidingWindowPredictor(
                network,
                PatchGeometry.of(checkpoint.model().plan()),
                settings,
                1 << axes.size(),
                checkpoint.model().previousLabels(),
                onDevice);
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
        List<int[]> tiles = TileGrid.tiles(padded, patch, settings.stepFraction());
        Shape3 box = new Shape3(padded[0], padded[1], padded[2]);
        if (onDevice && fitsDevice(box, planes)) {
            return onDevice(source, box, below, planes, tiles, progress);
        }
        int voxels = Math.toIntExact(planes.of(shape).voxels());
        float[] sum = new float[Math.multiplyExact(outputs(), voxels)];
        float[] weight = new float[voxels];
        List<List<int[]>> calls =
                calls(tiles.stream().map(tile -> origin(tile, below)).toList(), planes);
        float[] input = new float[together() * channels * gaussian.length];
        for (int call = 0; call < calls.size(); call++) {
            List<int[]> now = calls.get(call);
            for (int t = 0; t < now.size(); t++) {
                cut(source, now.get(t), patch, input, t * channels * gaussian.length);
            }
            float[] logits = run(input, now.size());
            for (int t = 0; t < now.size(); t++) {
                add(logits, t, shape, now.get(t), planes, sum, weight);
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

    private boolean fitsDevice(Shape3 box, PlaneRange planes) {
        return freeBytes.isEmpty()
                || DeviceTiles.bytes(network.spec().channels(), outputs(), box, planes)
                        < freeBytes.getAsLong() / FREE_PARTS;
    }

    private float[] onDevice(
            NetworkInput source,
            Shape3 box,
            int[] below,
            PlaneRange planes,
            List<int[]> tiles,
            DoubleConsumer progress) {
        Shape3 shape = source.shape();
        int channels = network.spec().channels();
        float[] image = source.image();
        if (!box.equals(shape) || source.previous().isPresent()) {
            image = new float[Math.toIntExact(channels * box.voxels())];
            cut(source, origin(new int[3], below), new int[] {box.z(), box.y(), box.x()}, image, 0);
        }
        PlaneRange inBox = new PlaneRange(planes.first() + below[0], planes.end() + below[0]);
        List<List<int[]>> calls = calls(tiles, inBox);
        int count = calls.stream().mapToInt(List::size).max().orElse(1);
        float[] whole;
        try {
            whole = new DeviceTiles(network, geometry.patch(), gaussian, copiesTogether(count))
                    .predict(image, channels, box, inBox, calls, progress);
        } catch (EngineException e) {
            throw DeviceMemory.explained(
                    e, network.device(), "an image of shape " + box + " and " + count + " of its tiles at a time");
        }
        float[] logits = box.equals(shape) ? whole : cropped(whole, box, below, planes.of(shape));
        for (float logit : logits) {
            if (!Float.isFinite(logit)) {
                throw notFinite(logit);
            }
        }
        return logits;
    }

    /** Rows of the planes without what the box has more. */
    private float[] cropped(float[] logits, Shape3 box, int[] below, Shape3 wanted) {
        float[] inner = new float[Math.toIntExact(outputs() * wanted.voxels())];
        int to = 0;
        for (int plane = 0; plane < outputs() * wanted.z(); plane++) {
            for (int y = 0; y < wanted.y(); y++, to += wanted.x()) {
                int from = (plane * box.y() + y + below[1]) * box.x() + below[2];
                System.arraycopy(logits, from, inner, to, wanted.x());
            }
        }
        return inner;
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
        return (int) Math.max(1, voxelsTogether() / ((long) copies * gaussian.length));
    }

    /** Of a tile, of so many tiles in a call. */
    private int copiesTogether(int tiles) {
        return (int) Math.max(1, Math.min(copies, voxelsTogether() / ((long) tiles * gaussian.length)));
    }

    private long voxelsTogether() {
        if (freeBytes.isEmpty()) {
            return VOXELS_TOGETHER;
        }
        int bytes = network.precision() == Precision.FP32 ? Float.BYTES : Short.BYTES;
        return Math.min(
                MOST_VOXELS_TOGETHER,
                DeviceTiles.voxelsWithin(
                        freeBytes.getAsLong() / FREE_PARTS,
                        network.spec().plan().featuresPerStage()[0],
                        bytes));
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
            List<NDArray> results = call.number(copiesTogether(count)).ask("mirrored");
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

    /**
     * Copies a box of the source, channel by channel; what the source lacks is 0.
     *
     * @param size of the box
     */
    private void cut(NetworkInput source, int[] origin, int[] size, float[] target, int to) {
        int boxVoxels = size[0] * size[1] * size[2];
        int voxels = Math.toIntExact(source.shape().voxels());
        for (int c = 0; c < source.channels(); c++) {
            cut(source.image(), c * voxels, source.shape(), origin, size, target, to + c * boxVoxels);
        }
        source.previous()
                .ifPresent(
                        map -> oneHot(map, source.shape(), origin, size, target, to + source.channels() * boxVoxels));
    }

    /** A channel for each label of the previous stage: 1 where it is, else 0. */
    private void oneHot(LabelArray map, Shape3 shape, int[] origin, int[] size, float[] target, int to) {
        int boxVoxels = size[0] * size[1] * size[2];
        Arrays.fill(target, to, to + previousLabels.size() * boxVoxels, 0f);
        for (int z = Math.max(0, -origin[0]); z < Math.min(size[0], shape.z() - origin[0]); z++) {
            for (int y = Math.max(0, -origin[1]); y < Math.min(size[1], shape.y() - origin[1]); y++) {
                int from = ((z + origin[0]) * shape.y() + y + origin[1]) * shape.x() + origin[2];
                int row = to + (z * size[1] + y) * size[2];
                for (int x = Math.max(0, -origin[2]); x < Math.min(size[2], shape.x() - origin[2]); x++) {
                    int channel = previousLabels.indexOf(map.get(from + x));
                    if (channel >= 0) {
                        target[row + channel * boxVoxels + x] = 1;
                    }
                }
            }
        }
    }

    private void cut(float[] image, int offset, Shape3 shape, int[] origin, int[] size, float[] target, int to) {
        int boxVoxels = size[0] * size[1] * size[2];
        Arrays.fill(target, to, to + boxVoxels, 0f);
        int x0 = Math.max(0, -origin[2]);
        int x1 = Math.min(size[2], shape.x() - origin[2]);
        for (int z = Math.max(0, -origin[0]); z < Math.min(size[0], shape.z() - origin[0]); z++) {
            for (int y = Math.max(0, -origin[1]); y < Math.min(size[1], shape.y() - origin[1]); y++) {
                int from = offset + ((z + origin[0]) * shape.y() + y + origin[1]) * shape.x() + x0 + origin[2];
                System.arraycopy(image, from, target, to + (z * size[1] + y) * size[2] + x0, x1 - x0);
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

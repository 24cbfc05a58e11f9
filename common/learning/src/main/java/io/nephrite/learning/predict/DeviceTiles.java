package io.nephrite.learning.predict;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.resample.PlaneRange;
import io.nephrite.learning.network.TorchNetwork;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * Predicts tiles of an image that is in the device's memory as a whole: it is brought there once, and the logits are
 * fetched once. Use it on the thread that opened the network.
 */
final class DeviceTiles {
    /** Channels of activations that live at a time, for each feature of the first stage: of both halves of a skip. */
    private static final int LIVE_FEATURES = 12;

    private final TorchNetwork network;
    private final int[] patch;
    private final float[] gaussian;
    private final int copiesTogether;

    /**
     * @param gaussian weight of each voxel of a patch
     * @param copiesTogether of a tile that go through the network at a time
     */
    DeviceTiles(TorchNetwork network, int[] patch, float[] gaussian, int copiesTogether) {
        this.network = network;
        this.patch = patch.clone();
        this.gaussian = gaussian;
        this.copiesTogether = copiesTogether;
    }

    /** Bytes of the device's memory that image and sums take. */
    static long bytes(int channels, int outputs, Shape3 shape, PlaneRange planes) {
        long plane = (long) shape.y() * shape.x();
        return (long) Float.BYTES * channels * plane * shape.z()
                + planes.count() * plane * ((outputs + 1) * Short.BYTES + 3 * Float.BYTES);
    }

    /**
     * Voxels that may go through the network together.
     *
     * @param features of the network's first stage
     * @param valueBytes of an activation
     */
    static long voxelsWithin(long freeBytes, int features, int valueBytes) {
        return freeBytes / ((long) LIVE_FEATURES * features * valueBytes);
    }

    /**
     * Predicts planes of an image, tile by tile.
     *
     * @param image (C, Z, Y, X), at least as large as a patch
     * @param planes of it that are asked for
     * @param calls origins of the tiles that go through the network together
     * @return logits (K, planes, Y, X), numbers of half precision; not finite where the network's are not
     */
    float[] predict(
            float[] image,
            int channels,
            Shape3 shape,
            PlaneRange planes,
            List<List<int[]>> calls,
            DoubleConsumer progress) {
        try (TorchNetwork.Call call = network.call()) {
            call.image(image, channels, shape.z(), shape.y(), shape.x())
                    .image(gaussian, patch[0], patch[1], patch[2])
                    .numbers(new int[] {planes.first(), planes.end()}, 2)
                    .ask("begin_tiles");
        }
        try {
            for (int done = 0; done < calls.size(); done++) {
                List<int[]> tiles = calls.get(done);
                int[] origins = tiles.stream().flatMapToInt(Arrays::stream).toArray();
                try (TorchNetwork.Call call = network.call()) {
                    call.numbers(origins, tiles.size(), patch.length)
                            .number(copiesTogether)
                            .ask("add_tiles");
                }
                progress.accept((done + 1.0) / calls.size());
            }
            return logits(planes.of(shape));
        } finally {
            try (TorchNetwork.Call call = network.call()) {
                call.ask("forget_tiles");
            }
        }
    }

    /** Output by output: whole, they would lie in the memory of the host twice. */
    private float[] logits(Shape3 shape) {
        int voxels = Math.toIntExact(shape.voxels());
        int outputs = network.spec().outputs();
        float[] logits = new float[Math.multiplyExact(outputs, voxels)];
        for (int output = 0; output < outputs; output++) {
            try (TorchNetwork.Call call = network.call()) {
                float[] one = call.number(output).ask("end_tiles").get(0).toFloatArray();
                System.arraycopy(one, 0, logits, output * voxels, voxels);
            }
        }
        return logits;
    }
}

package io.nephrite.core.planning;

import io.nephrite.core.plans.NetworkClass;
import java.util.Arrays;
import java.util.stream.IntStream;

/** nnU-Net's measure of a network's memory: feature-map values of one sample. */
final class NetworkEstimate {
    private static final int BASE_FEATURES = 32;
    private static final int[] RESIDUAL_BLOCKS = {1, 3, 4, 6};

    private NetworkEstimate() {}

    /** Features double per stage up to a limit. */
    static int[] features(int stages, int dimensions) {
        int max = dimensions == 2 ? 512 : 320;
        return IntStream.range(0, stages)
                .map(stage -> (int) Math.min(max, (long) BASE_FEATURES << stage))
                .toArray();
    }

    /** Convolutions or residual blocks per encoder stage. */
    static int[] encoder(NetworkClass networkClass, int stages) {
        return IntStream.range(0, stages)
                .map(stage -> networkClass == NetworkClass.PLAIN
                        ? 2
                        : RESIDUAL_BLOCKS[Math.min(stage, RESIDUAL_BLOCKS.length - 1)])
                .toArray();
    }

    /** Convolutions per decoder stage. */
    static int[] decoder(NetworkClass networkClass, int stages) {
        int[] convolutions = new int[stages - 1];
        Arrays.fill(convolutions, networkClass == NetworkClass.PLAIN ? 2 : 1);
        return convolutions;
    }

    /** @param labels with background and, where declared, ignore */
    static long of(NetworkClass networkClass, PoolingSchedule schedule, int labels) {
        int stages = schedule.stages();
        int[] features = features(stages, schedule.patch().length);
        int[] encoder = encoder(networkClass, stages);
        long[] voxels = voxelsPerStage(schedule);
        boolean residual = networkClass == NetworkClass.RESIDUAL_ENCODER;
        // the last convolution belongs to the decoder, which a network of one stage lacks
        long sum = stages > 1 ? labels * voxels[0] : 0;
        if (residual) {
            sum += features[0] * voxels[0];
        }
        for (int s = 0; s < stages; s++) {
            long map = features[s] * voxels[s];
            sum += (residual ? 2L * encoder[s] + (s > 0 ? 1 : 0) : 2) * map;
            if (s < stages - 1) {
                sum += (residual ? 2 : 3) * map;
            }
        }
        return sum;
    }

    private static long[] voxelsPerStage(PoolingSchedule schedule) {
        long[] voxels = new long[schedule.stages()];
        int[] size = schedule.patch().clone();
        for (int s = 0; s < voxels.length; s++) {
            voxels[s] = 1;
            for (int d = 0; d < size.length; d++) {
                size[d] /= schedule.strides()[s][d];
                voxels[s] *= size[d];
            }
        }
        return voxels;
    }

    /**
     * nnU-Net v1's measure, its {@code Generic_UNet.compute_approx_vram_consumption}.
     *
     * @param baseFeatures of the first stage; v1 pretends 30 in places
     * @param labels with background
     */
    static long ofV1(PoolingSchedule schedule, int baseFeatures, int maxFeatures, int channels, int labels) {
        long[] voxels = voxelsPerStage(schedule);
        long sum = (5L * baseFeatures + channels + labels) * voxels[0];
        int features = baseFeatures;
        for (int s = 1; s < voxels.length; s++) {
            features = Math.min(features * 2, maxFeatures);
            int blocks = s < voxels.length - 1 ? 5 : 2;
            sum += blocks * voxels[s] * features;
        }
        return sum;
    }
}

package io.nephrite.learning.sample;

import io.nephrite.core.experiment.AugmentationScheme;
import io.nephrite.core.experiment.TrainingSettings;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.PatchGeometry;
import io.nephrite.learning.loss.TargetScheme;
import io.nephrite.learning.network.NetworkSpec;
import java.util.List;

/**
 * Everything that batches depend on.
 *
 * @param channels of the network's input
 * @param previousLabels of the previous stage of a cascade: the last channels, one for each, in this order
 * @param masked per channel of the image: whether it was normalised within the non-zero mask
 * @param oversampleForeground part of the batch, its last samples, that must show foreground
 * @param headDivisors per output of the network and axis, how much smaller it is than the patch
 */
@SuppressWarnings("ArrayRecordComponent") // read by inner loops; never handed to others
public record BatchPlan(
        PatchGeometry geometry,
        int batchSize,
        int channels,
        List<Integer> previousLabels,
        TargetScheme targets,
        List<Boolean> masked,
        double oversampleForeground,
        boolean mirroring,
        AugmentationScheme augmentation,
        int[][] headDivisors,
        long seed,
        String fold,
        List<TrainingCase> training,
        List<TrainingCase> validation) {

    public static BatchPlan of(
            ConfigurationPlan configuration,
            NetworkSpec network,
            TargetScheme targets,
            TrainingSettings settings,
            long seed,
            String fold,
            List<TrainingCase> training,
            List<TrainingCase> validation) {
        return new BatchPlan(
                PatchGeometry.of(configuration),
                configuration.batchSize(),
                network.channels(),
                targets.previousLabels(configuration),
                targets,
                configuration.useMaskForNorm(),
                settings.oversampleForeground(),
                settings.mirroring(),
                settings.augmentation(),
                network.headDivisors(),
                seed,
                fold,
                training,
                validation);
    }

    /** Bytes of a batch on Java's heap: images in float32, label maps in a byte per voxel. */
    public long bytes() {
        long bytes = 0;
        for (int[] divisors : headDivisors) {
            long divisor = 1;
            for (int d : divisors) {
                divisor *= d;
            }
            bytes += geometry.patchVoxels() / divisor;
        }
        return batchSize * (bytes + (long) Float.BYTES * channels * geometry.patchVoxels());
    }

    int imageChannels() {
        return channels - previousLabels.size();
    }

    boolean augmented() {
        return augmentation != AugmentationScheme.NONE;
    }

    boolean version1() {
        return augmentation == AugmentationScheme.V1;
    }

    /** Whether a sample of a batch must show foreground. */
    boolean forced(int sample) {
        return sample >= Math.rint(batchSize * (1 - oversampleForeground));
    }
}

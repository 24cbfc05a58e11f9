package io.nephrite.learning.sample;

import io.nephrite.core.plans.PatchGeometry;
import io.nephrite.core.random.SampleRandom;
import io.nephrite.learning.augment.Augmentation;
import io.nephrite.learning.augment.IntensityTransforms;
import io.nephrite.learning.augment.Mirror;
import io.nephrite.learning.augment.PreviousStageAugmentation;
import io.nephrite.learning.augment.SourceBox;
import io.nephrite.learning.augment.SpatialTransform;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Makes the samples of batches: case, patch, augmentation, targets. What it makes depends on the position in the
 * training alone. One instance per thread; it keeps working memory.
 */
final class BatchMaker {
    private final BatchPlan plan;
    private final PatchGeometry geometry;
    private final PatchOrigin trainOrigin;
    private final PatchOrigin plainOrigin;
    private final Augmentation augmentation;
    private final SpatialTransform spatial;
    private final PreviousStageAugmentation previousStage;
    private final float[] work;
    private float[] initialImage = new float[0];
    private short[] initialSegmentation = new short[0];
    /**
     * The labels that the previous stage of a cascade predicted for the sample. Empty if there is no previous stage.
     */
    private final short[] previous;

    BatchMaker(BatchPlan plan) {
        this.plan = plan;
        this.geometry = plan.geometry();
        this.trainOrigin = new PatchOrigin(plan.targets(), geometry.initial(), geometry.patch());
        this.plainOrigin = new PatchOrigin(plan.targets(), geometry.patch(), geometry.patch());
        this.augmentation =
                new Augmentation(geometry.planar(), geometry.twoDimensional(), geometry.maxRotation(), plan.version1());
        this.spatial = SpatialTransform.of(plan.version1(), geometry.initial(), geometry.patch(), geometry.planar());
        this.previousStage = new PreviousStageAugmentation(geometry.patch(), geometry.twoDimensional());
        this.work = new float[geometry.patchVoxels()];
        this.previous = new short[isCascade() ? geometry.patchVoxels() : 0];
    }

    private boolean isCascade() {
        return !plan.previousLabels().isEmpty();
    }

    /** @param training with augmentation, from the training cases */
    Batch make(boolean training, long epoch, long iteration) {
        int voxels = geometry.patchVoxels();
        float[] image = new float[plan.batchSize() * plan.channels() * voxels];
        short[] labels = new short[plan.batchSize() * voxels];
        for (int sample = 0; sample < plan.batchSize(); sample++) {
            SampleRandom random = SampleRandom.of(
                    plan.seed(), plan.fold(), training ? "train" : "validation", epoch, iteration, sample);
            List<TrainingCase> cases = training ? plan.training() : plan.validation();
            TrainingCase c = cases.get(random.below(cases.size()));
            int imageAt = sample * plan.channels() * voxels;
            int labelsAt = sample * voxels;
            if (training && plan.augmented()) {
                cutAugmented(c, plan.forced(sample), random, image, imageAt, labels, labelsAt);
            } else {
                int[] origin = plainOrigin.choose(c, plan.forced(sample), random);
                cut(c, origin, image, imageAt, labels, labelsAt);
            }
            if (training) {
                mirror(random, image, imageAt, labels, labelsAt);
                mask(image, imageAt, labels, labelsAt);
            }
            if (isCascade()) {
                int previousAt = imageAt + plan.imageChannels() * voxels;
                oneHot(previous, plan.previousLabels(), image, previousAt);
                if (training && plan.augmented()) {
                    int count = plan.previousLabels().size();
                    previousStage.apply(image, previousAt, count, random);
                }
            }
        }
        return batch(image, labels);
    }

    /** A batch of one sample that is cut out as it is. */
    Batch plain(TrainingCase c, int... origin) {
        float[] image = new float[plan.channels() * geometry.patchVoxels()];
        short[] labels = new short[geometry.patchVoxels()];
        cut(c, origin, image, 0, labels, 0);
        if (isCascade()) {
            oneHot(previous, plan.previousLabels(), image, plan.imageChannels() * geometry.patchVoxels());
        }
        return batch(image, labels);
    }

    private Batch batch(float[] image, short[] labels) {
        for (int i = 0; i < labels.length; i++) {
            // 0 where it is negative; without a branch
            labels[i] = (short) (labels[i] & ~(labels[i] >> 15));
        }
        return new Batch(image, targets(labels));
    }

    private void cutAugmented(
            TrainingCase c,
            boolean forced,
            SampleRandom random,
            float[] image,
            int imageAt,
            short[] labels,
            int labelsAt) {
        int[] origin = trainOrigin.choose(c, forced, random);
        Optional<double[]> matrix = augmentation.drawSpatial(random);
        if (matrix.isPresent()) {
            SourceBox box = spatial.needed(matrix.get());
            int[] low = origin.clone();
            Arrays.setAll(low, axis -> origin[axis] + box.low()[axis]);
            int n = geometry.initialVoxels();
            if (initialImage.length < n) {
                initialImage = new float[n];
                initialSegmentation = new short[n];
            }
            c.readSegmentation(low, box.size(), initialSegmentation, 0);
            spatial.segmentation(initialSegmentation, box, labels, labelsAt, matrix.get());
            if (isCascade()) {
                c.readPrevious(low, box.size(), initialSegmentation, 0);
                spatial.segmentation(initialSegmentation, box, previous, 0, matrix.get());
            }
            for (int channel = 0; channel < plan.imageChannels(); channel++) {
                c.readImage(channel, low, box.size(), initialImage, 0);
                int at = imageAt + channel * geometry.patchVoxels();
                spatial.image(initialImage, box, image, at, matrix.get());
            }
        } else {
            for (int axis = 0; axis < 3; axis++) {
                origin[axis] += geometry.initial()[axis] / 2 - geometry.patch()[axis] / 2;
            }
            cut(c, origin, image, imageAt, labels, labelsAt);
        }
        augmentation.intensities(image, imageAt, plan.imageChannels(), geometry.patch(), random, work);
    }

    private void cut(TrainingCase c, int[] origin, float[] image, int imageAt, short[] labels, int labelsAt) {
        int voxels = geometry.patchVoxels();
        for (int channel = 0; channel < plan.imageChannels(); channel++) {
            c.readImage(channel, origin, geometry.patch(), image, imageAt + channel * voxels);
        }
        c.readSegmentation(origin, geometry.patch(), labels, labelsAt);
        if (isCascade()) {
            c.readPrevious(origin, geometry.patch(), previous, 0);
        }
    }

    private void mirror(SampleRandom random, float[] image, int imageAt, short[] labels, int labelsAt) {
        boolean[] axes = new boolean[3];
        for (int axis = geometry.twoDimensional() ? 1 : 0; axis < 3; axis++) {
            axes[axis] = plan.mirroring() && random.chance(0.5);
        }
        if (axes[0] || axes[1] || axes[2]) {
            for (int channel = 0; channel < plan.imageChannels(); channel++) {
                Mirror.flip(image, imageAt + channel * geometry.patchVoxels(), geometry.patch(), axes);
            }
            Mirror.flip(labels, labelsAt, geometry.patch(), axes);
            if (isCascade()) {
                Mirror.flip(previous, 0, geometry.patch(), axes);
            }
        }
    }

    /** Channels that were normalised within the non-zero mask are 0 outside of it again. */
    private void mask(float[] image, int imageAt, short[] labels, int labelsAt) {
        int voxels = geometry.patchVoxels();
        for (int channel = 0; channel < plan.imageChannels(); channel++) {
            if (plan.masked().get(channel)) {
                int at = imageAt + channel * voxels;
                for (int i = 0; i < voxels; i++) {
                    if (labels[labelsAt + i] < 0) {
                        image[at + i] = 0;
                    }
                }
            }
        }
    }

    /** A channel for each label of the previous stage: 1 where it is, else 0. */
    static void oneHot(short[] previous, List<Integer> labels, float[] image, int offset) {
        for (int label = 0; label < labels.size(); label++) {
            int value = labels.get(label);
            int at = offset + label * previous.length;
            for (int i = 0; i < previous.length; i++) {
                image[at + i] = previous[i] == value ? 1 : 0;
            }
        }
    }

    private short[][] targets(short[] labels) {
        int[][] divisors = plan.headDivisors();
        short[][] targets = new short[divisors.length][];
        targets[0] = labels;
        int[] patch = geometry.patch();
        for (int head = 1; head < divisors.length; head++) {
            targets[head] = downsampled(labels, patch, divisors[head]);
        }
        return targets;
    }

    private short[] downsampled(short[] labels, int[] patch, int[] divisor) {
        int[][] index = new int[3][];
        int skipped = 3 - divisor.length;
        for (int axis = 0; axis < 3; axis++) {
            int n = axis < skipped ? patch[axis] : patch[axis] / divisor[axis - skipped];
            index[axis] = IntensityTransforms.nearestExact(patch[axis], n);
        }
        short[] low = new short[plan.batchSize() * index[0].length * index[1].length * index[2].length];
        int to = 0;
        for (int sample = 0; sample < plan.batchSize(); sample++) {
            for (int z : index[0]) {
                for (int y : index[1]) {
                    int row = ((sample * patch[0] + z) * patch[1] + y) * patch[2];
                    for (int x : index[2]) {
                        low[to++] = labels[row + x];
                    }
                }
            }
        }
        return low;
    }
}

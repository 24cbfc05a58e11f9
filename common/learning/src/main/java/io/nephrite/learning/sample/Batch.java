package io.nephrite.learning.sample;

import io.nephrite.core.plans.PatchGeometry;
import io.nephrite.core.random.SampleRandom;

/** Samples for one iteration: images (N, C, space) and label maps (N, 1, space) for each output of the network. */
public final class Batch {
    private final float[] image;
    private final short[][] targets;

    Batch(float[] image, short[][] targets) {
        this.image = image;
        this.targets = targets;
    }

    /** Gaussian noise without foreground: to measure what a step costs. */
    public static Batch noise(PatchGeometry geometry, int batchSize, int channels, int[][] headDivisors, long seed) {
        SampleRandom random = SampleRandom.of(seed, "0", "noise");
        float[] image = new float[batchSize * channels * geometry.patchVoxels()];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.gaussian();
        }
        short[][] targets = new short[headDivisors.length][];
        for (int head = 0; head < targets.length; head++) {
            int divisor = 1;
            for (int d : headDivisors[head]) {
                divisor *= d;
            }
            targets[head] = new short[batchSize * geometry.patchVoxels() / divisor];
        }
        return new Batch(image, targets);
    }

    /** Not a copy. */
    public float[] image() {
        return image;
    }

    /** Full resolution first; not copies. */
    public short[][] targets() {
        return targets;
    }
}

package io.nephrite.learning.augment;

import io.nephrite.core.random.SampleRandom;
import java.util.Optional;

/**
 * Draws what happens to a sample and does it, in nnU-Net's order: rotation and scaling, noise, blur, brightness,
 * contrast, low resolution, inverted gamma, gamma. One instance per thread; it keeps working memory.
 *
 * <p>Reference: nnUNetTrainer.get_training_transforms.
 */
public final class Augmentation {
    private static final double P_ROTATION = 0.2;
    private static final double P_SCALING = 0.2;
    private static final double SCALE_LOW = 0.7;
    private static final double SCALE_HIGH = 1.4;
    private static final double P_NOISE = 0.1;
    private static final double NOISE_STD = 0.1;
    private static final double P_BLUR = 0.2;
    private static final double P_PER_CHANNEL = 0.5;
    private static final double P_BRIGHTNESS = 0.15;
    private static final double P_CONTRAST = 0.15;
    private static final double P_LOW_RESOLUTION = 0.25;
    private static final double P_INVERTED_GAMMA = 0.1;
    private static final double P_GAMMA = 0.3;

    private final boolean planar;
    private final boolean twoDimensional;
    private final double maxRotation;
    private final boolean version1;

    /**
     * Makes the augmentation of one configuration.
     *
     * @param planar rotate and scale within slices only
     * @param twoDimensional the first axis has one voxel
     * @param maxRotation radians
     * @param version1 the laws of nnU-Net v1: scale below or above 1 with equal chance, brightness uniform, low
     *     resolution enlarged by a cubic spline, gamma by the population's standard deviation
     */
    public Augmentation(boolean planar, boolean twoDimensional, double maxRotation, boolean version1) {
        this.planar = planar;
        this.twoDimensional = twoDimensional;
        this.maxRotation = maxRotation;
        this.version1 = version1;
    }

    /**
     * Draws rotation and scaling of a sample.
     *
     * @return the matrix of {@link SpatialTransform}; empty where the patch is just cut out of the middle
     */
    public Optional<double[]> drawSpatial(SampleRandom random) {
        boolean rotate = random.chance(P_ROTATION);
        boolean scale = random.chance(P_SCALING);
        if (!rotate && !scale) {
            return Optional.empty();
        }
        double[] angles = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            // drawn in any case, so that what follows does not depend on it
            double angle = random.uniform(-maxRotation, maxRotation);
            angles[axis] = rotate ? angle : 0;
        }
        double factor = drawScale(random);
        factor = scale ? factor : 1;
        return Optional.of(
                planar ? SpatialTransform.planarMatrix(angles[2], factor) : SpatialTransform.matrix(angles, factor));
    }

    private double drawScale(SampleRandom random) {
        return version1 ? drawAboutOne(random, SCALE_LOW, SCALE_HIGH) : random.uniform(SCALE_LOW, SCALE_HIGH);
    }

    /** Below or above 1 with equal chance. */
    static double drawAboutOne(SampleRandom random, double low, double high) {
        return random.chance(0.5) ? random.uniform(low, 1) : random.uniform(1, high);
    }

    /**
     * All intensity transforms, in place.
     *
     * @param shape (z, y, x)
     * @param work at least as long as a channel; overwritten
     */
    public void intensities(float[] image, int offset, int channels, int[] shape, SampleRandom random, float[] work) {
        int n = shape[0] * shape[1] * shape[2];
        if (random.chance(P_NOISE)) {
            double std = random.uniform(0, NOISE_STD);
            GaussianNoise.add(image, offset, channels * n, std, random);
        }
        if (random.chance(P_BLUR)) {
            for (int c = 0; c < channels; c++) {
                if (random.chance(P_PER_CHANNEL)) {
                    int first = twoDimensional ? 1 : 0;
                    double sigma = 0;
                    for (int axis = first; axis < 3; axis++) {
                        // one of all axes in version 1, whose batchgenerators draws it once
                        sigma = version1 && axis > first ? sigma : random.uniform(0.5, 1);
                        IntensityTransforms.blur(image, offset + c * n, shape, axis, sigma, work);
                    }
                }
            }
        }
        if (random.chance(P_BRIGHTNESS)) {
            for (int c = 0; c < channels; c++) {
                double factor = version1 ? random.uniform(0.75, 1.25) : drawAboutOne(random, 0.75, 1.25);
                IntensityTransforms.multiply(image, offset + c * n, n, (float) factor);
            }
        }
        if (random.chance(P_CONTRAST)) {
            for (int c = 0; c < channels; c++) {
                double factor = drawAboutOne(random, 0.75, 1.25);
                IntensityTransforms.contrast(image, offset + c * n, n, (float) factor);
            }
        }
        if (random.chance(P_LOW_RESOLUTION)) {
            for (int c = 0; c < channels; c++) {
                if (random.chance(P_PER_CHANNEL)) {
                    double scale = random.uniform(0.5, 1);
                    if (version1) {
                        IntensityTransforms.lowResolutionCubic(image, offset + c * n, shape, low(shape, scale), work);
                    } else {
                        IntensityTransforms.lowResolution(image, offset + c * n, shape, low(shape, scale), work);
                    }
                }
            }
        }
        gamma(image, offset, channels, n, random, P_INVERTED_GAMMA, true);
        gamma(image, offset, channels, n, random, P_GAMMA, false);
    }

    private int[] low(int[] shape, double scale) {
        int[] low = new int[3];
        for (int axis = 0; axis < 3; axis++) {
            low[axis] = axis == 0 && planar ? shape[0] : Math.max(1, (int) Math.rint(shape[axis] * scale));
        }
        return low;
    }

    private void gamma(
            float[] image, int offset, int channels, int n, SampleRandom random, double chance, boolean inverted) {
        if (random.chance(chance)) {
            for (int c = 0; c < channels; c++) {
                float gamma = (float) drawAboutOne(random, 0.7, 1.5);
                int degreesOfFreedom = version1 ? n : n - 1;
                IntensityTransforms.gamma(image, offset + c * n, n, gamma, inverted, degreesOfFreedom);
            }
        }
    }
}

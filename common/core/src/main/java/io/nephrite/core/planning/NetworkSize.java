package io.nephrite.core.planning;

import io.nephrite.core.plans.ArchitecturePlan;
import io.nephrite.core.plans.NetworkClass;

/**
 * Counts what a network is made of, layer by layer.
 *
 * @param parameters trainable values
 * @param activations values that the backward pass needs of one sample: inputs of every convolution, norm and activation
 * @param workspace values that it makes of one sample on its way, at most: gradients of the widest layer and what the
 *     library copies into its own order; measured on six networks
 */
record NetworkSize(long parameters, long activations, long workspace) {
    private static final int FLOAT = 4;
    /** Weights, their gradients and the momentum. */
    private static final int COPIES_OF_PARAMETERS = 3;
    /** As many feature maps of the first stage. */
    private static final int WORKSPACE_MAPS = 8;

    /**
     * @param channels of the image
     * @param classes outputs of the network: labels with background, without ignore; or regions
     * @param patch voxels
     */
    static NetworkSize of(ArchitecturePlan network, int channels, int classes, int[] patch) {
        Counter counter = new Counter(network.convBias());
        int[] features = network.featuresPerStage();
        int[][] kernels = network.kernelSizes();
        int[][] strides = network.strides();
        int stages = network.stages();
        long[] voxels = new long[stages];
        int[] size = patch.clone();
        for (int s = 0; s < stages; s++) {
            voxels[s] = 1;
            for (int d = 0; d < size.length; d++) {
                size[d] /= strides[s][d];
                voxels[s] *= size[d];
            }
        }
        counter.activations += channels * voxels[0];
        int input = channels;
        boolean residual = network.networkClass() == NetworkClass.RESIDUAL_ENCODER;
        if (residual) {
            counter.convNorm(input, features[0], product(kernels[0]), voxels[0]);
            input = features[0];
        }
        for (int s = 0; s < stages; s++) {
            int repeats = residual ? network.blocksPerStage()[s] : network.convsPerStage()[s];
            for (int i = 0; i < repeats; i++) {
                counter.convNorm(input, features[s], product(kernels[s]), voxels[s]);
                if (residual) {
                    counter.convNorm(features[s], features[s], product(kernels[s]), voxels[s]);
                    if (input != features[s]) {
                        counter.projection(input, features[s], voxels[s]);
                    }
                }
                input = features[s];
            }
        }
        int[] decoder = network.convsPerStageDecoder();
        for (int i = 0; i < stages - 1; i++) {
            int s = stages - 2 - i;
            counter.transposed(features[s + 1], features[s], product(strides[s + 1]), voxels[s]);
            int inputs = 2 * features[s];
            for (int c = 0; c < decoder[i]; c++) {
                counter.convNorm(inputs, features[s], product(kernels[s]), voxels[s]);
                inputs = features[s];
            }
            counter.segmentation(features[s], classes, voxels[s]);
        }
        return new NetworkSize(counter.parameters, counter.activations, voxels[0] * features[0] * WORKSPACE_MAPS);
    }

    /** Memory that a training in float32 takes for the network, bytes. */
    long trainingBytes(int batchSize) {
        return FLOAT * (COPIES_OF_PARAMETERS * parameters + (activations + workspace) * batchSize);
    }

    private static long product(int[] values) {
        long product = 1;
        for (int v : values) {
            product *= v;
        }
        return product;
    }

    private static final class Counter {
        private final boolean bias;
        private long parameters;
        private long activations;

        Counter(boolean bias) {
            this.bias = bias;
        }

        void convNorm(int in, int out, long kernel, long voxels) {
            parameters += (long) in * out * kernel + (bias ? out : 0) + 2L * out;
            activations += 2L * out * voxels;
        }

        void projection(int in, int out, long voxels) {
            parameters += (long) in * out + 2L * out;
            activations += (in + 2L * out) * voxels;
        }

        void transposed(int in, int out, long kernel, long voxels) {
            parameters += (long) in * out * kernel + out;
            // its output and the skip, joined
            activations += 2L * out * voxels;
        }

        void segmentation(int in, int classes, long voxels) {
            parameters += (long) in * classes + classes;
            // logits, their softmax and the target
            activations += 3L * classes * voxels;
        }
    }
}

package io.nephrite.core.planning;

import io.nephrite.core.plans.ArchitecturePlan;
import io.nephrite.core.plans.NetworkClass;
import java.math.BigInteger;

/**
 * Counts what a network is made of, layer by layer; exact, however absurd the plans are.
 *
 * @param parameters trainable values
 * @param largestTensor trainable values of the largest convolution
 * @param activations values that the backward pass needs of one sample: inputs of every convolution, norm and
 *     activation
 * @param workspace values that it makes of one sample on its way, at most: gradients of the widest layer and what the
 *     library copies into its own order; measured on six networks
 */
record NetworkSize(BigInteger parameters, BigInteger largestTensor, BigInteger activations, BigInteger workspace) {
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
        BigInteger[] voxels = new BigInteger[stages];
        int[] size = patch.clone();
        for (int s = 0; s < stages; s++) {
            for (int d = 0; d < size.length; d++) {
                size[d] /= strides[s][d];
            }
            voxels[s] = product(size);
        }
        counter.activations = voxels[0].multiply(BigInteger.valueOf(channels));
        int input = channels;
        boolean residual = network.networkClass() == NetworkClass.RESIDUAL_ENCODER;
        if (residual) {
            counter.convNorm(input, features[0], kernels[0], voxels[0], 1);
            input = features[0];
        }
        for (int s = 0; s < stages; s++) {
            int out = features[s];
            int repeats = residual ? network.blocksPerStage()[s] : network.convsPerStage()[s];
            counter.convNorm(input, out, kernels[s], voxels[s], 1);
            counter.convNorm(out, out, kernels[s], voxels[s], (residual ? 2L * repeats : repeats) - 1);
            if (residual && input != out) {
                counter.projection(input, out, voxels[s]);
            }
            input = out;
        }
        int[] decoder = network.convsPerStageDecoder();
        for (int i = 0; i < stages - 1; i++) {
            int s = stages - 2 - i;
            counter.transposed(features[s + 1], features[s], strides[s + 1], voxels[s]);
            counter.convNorm(2L * features[s], features[s], kernels[s], voxels[s], 1);
            counter.convNorm(features[s], features[s], kernels[s], voxels[s], decoder[i] - 1L);
            counter.segmentation(features[s], classes, voxels[s]);
        }
        return new NetworkSize(
                counter.parameters,
                counter.largestTensor,
                counter.activations,
                voxels[0].multiply(BigInteger.valueOf((long) features[0] * WORKSPACE_MAPS)));
    }

    /** Memory that a training in float32 takes for the network, bytes. */
    BigInteger trainingBytes(int batchSize) {
        return parameters
                .multiply(BigInteger.valueOf(COPIES_OF_PARAMETERS))
                .add(activations.add(workspace).multiply(BigInteger.valueOf(batchSize)))
                .multiply(BigInteger.valueOf(FLOAT));
    }

    private static BigInteger product(int... values) {
        BigInteger product = BigInteger.ONE;
        for (int v : values) {
            product = product.multiply(BigInteger.valueOf(v));
        }
        return product;
    }

    private static final class Counter {
        private final boolean bias;
        private BigInteger parameters = BigInteger.ZERO;
        private BigInteger largestTensor = BigInteger.ZERO;
        private BigInteger activations = BigInteger.ZERO;

        Counter(boolean bias) {
            this.bias = bias;
        }

        void convNorm(long in, int out, int[] kernel, BigInteger voxels, long times) {
            if (times > 0) {
                weights(in, out, kernel, (bias ? 3L : 2L) * out, times);
                keep(2L * out, voxels, times);
            }
        }

        void projection(int in, int out, BigInteger voxels) {
            weights(in, out, new int[0], 2L * out, 1);
            keep(in + 2L * out, voxels, 1);
        }

        void transposed(int in, int out, int[] kernel, BigInteger voxels) {
            weights(in, out, kernel, out, 1);
            // its output and the skip, joined
            keep(2L * out, voxels, 1);
        }

        void segmentation(int in, int classes, BigInteger voxels) {
            weights(in, classes, new int[0], classes, 1);
            // logits, their softmax and the target
            keep(3L * classes, voxels, 1);
        }

        private void weights(long in, int out, int[] kernel, long perFeature, long times) {
            BigInteger tensor = product(kernel).multiply(BigInteger.valueOf(in)).multiply(BigInteger.valueOf(out));
            largestTensor = largestTensor.max(tensor);
            parameters =
                    parameters.add(tensor.add(BigInteger.valueOf(perFeature)).multiply(BigInteger.valueOf(times)));
        }

        private void keep(long maps, BigInteger voxels, long times) {
            activations =
                    activations.add(voxels.multiply(BigInteger.valueOf(maps)).multiply(BigInteger.valueOf(times)));
        }
    }
}

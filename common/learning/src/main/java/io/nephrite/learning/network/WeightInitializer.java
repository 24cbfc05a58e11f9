package io.nephrite.learning.network;

import io.nephrite.core.random.SampleRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * nnU-Net's initial weights: Kaiming normal for leaky ReLU of slope 0.01 over torch's fan-in, which for a transposed
 * convolution is its <em>second</em> axis; biases 0, norm weights 1, but 0 before the sum of a residual block, which
 * thus begins as its skip.
 *
 * <p>Reference: dynamic_network_architectures {@code InitWeights_He}, {@code init_last_bn_before_add_to_0}.
 */
public final class WeightInitializer {
    private static final double SLOPE = 1e-2;

    private WeightInitializer() {}

    /**
     * Draws the initial weights.
     *
     * @return by parameter name, in the spec's order; the same for the same seed and fold
     */
    public static Map<String, Tensor> weights(NetworkSpec spec, long seed, String fold) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        int index = 0;
        for (Parameter parameter : spec.parameters()) {
            SampleRandom random = SampleRandom.of(seed, fold, "weights", index++);
            weights.put(parameter.name(), Tensor.of(parameter.name(), parameter.shape(), values(parameter, random)));
        }
        return weights;
    }

    private static float[] values(Parameter parameter, SampleRandom random) {
        float[] values = new float[parameter.size()];
        if (parameter.kind() == Parameter.Kind.NORM_WEIGHT) {
            Arrays.fill(values, 1);
        } else if (parameter.kind() == Parameter.Kind.CONVOLUTION) {
            double fanIn = (double) parameter.size() / parameter.shape()[0];
            double std = Math.sqrt(2 / (1 + SLOPE * SLOPE)) / Math.sqrt(fanIn);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (std * random.gaussian());
            }
        }
        return values;
    }
}

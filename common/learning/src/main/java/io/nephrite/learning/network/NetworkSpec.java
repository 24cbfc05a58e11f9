package io.nephrite.learning.network;

import io.nephrite.core.plans.ArchitecturePlan;
import io.nephrite.core.plans.NetworkClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A U-Net with everything that its weights depend on. Names and shapes of the parameters are nnU-Net's, so that weights
 * can be exchanged with it.
 */
public final class NetworkSpec {
    /** How the names of the biases end that a norm follows; heads and transposed convolutions have other names. */
    private static final String BIAS_BEFORE_NORM = ".conv.bias";

    private final ArchitecturePlan plan;
    private final int channels;
    private final int outputs;
    private final List<Parameter> parameters;

    /**
     * Describes the network of a plan.
     *
     * @param channels of the image
     * @param outputs channels of the logits
     */
    public NetworkSpec(ArchitecturePlan plan, int channels, int outputs) {
        if (channels < 1 || outputs < 1 || plan.stages() < 2) {
            throw new IllegalArgumentException("a U-Net needs a channel, an output and two stages, found " + channels
                    + ", " + outputs + ", " + plan.stages());
        }
        this.plan = plan;
        this.channels = channels;
        this.outputs = outputs;
        this.parameters = List.copyOf(new Listing().all());
    }

    public ArchitecturePlan plan() {
        return plan;
    }

    public int channels() {
        return channels;
    }

    public int outputs() {
        return outputs;
    }

    public int stages() {
        return plan.stages();
    }

    /** Resolutions at which the network has an output, the full one included. */
    public int heads() {
        return plan.stages() - 1;
    }

    /** In the order of torch's {@code named_parameters()}. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /** The parameter of that name. */
    Parameter parameter(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the network has no parameter " + name));
    }

    /** Parameters that the loss reaches: the output of lowest resolution has weight 0 in it. */
    public List<Parameter> trainable() {
        return parameters.stream()
                .filter(p -> heads() == 1 || !p.name().startsWith("decoder.seg_layers.0."))
                .toList();
    }

    /** Those of {@link #trainable()} that a training with these kernels changes. */
    public List<Parameter> stepped(ScriptKernels kernels) {
        return trainable().stream()
                .filter(p -> kernels.addsBiasBeforeNorm() || !p.name().endsWith(BIAS_BEFORE_NORM))
                .toList();
    }

    public long parameterCount() {
        return parameters.stream().mapToLong(Parameter::size).sum();
    }

    /** Weight of each output in the loss, full resolution first: halved from one to the next, the last one 0. */
    public double[] headWeights() {
        double[] weights = new double[heads()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = weights.length > 1 && i == weights.length - 1 ? 0 : 1.0 / (1L << i);
        }
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }

    /** Per output, full resolution first, the factor by which the patch is larger, per axis. */
    public int[][] headDivisors() {
        int[][] divisors = new int[heads()][];
        int[] product = new int[plan.dimensions()];
        Arrays.fill(product, 1);
        for (int stage = 0; stage < heads(); stage++) {
            for (int axis = 0; axis < product.length; axis++) {
                product[axis] *= plan.strides()[stage][axis];
            }
            divisors[stage] = product.clone();
        }
        return divisors;
    }

    static boolean strided(int[] stride) {
        return Arrays.stream(stride).anyMatch(s -> s != 1);
    }

    /** Lists the parameters. */
    private final class Listing {
        private final List<Parameter> all = new ArrayList<>();
        private final int[] features = plan.featuresPerStage();
        private final int[][] kernels = plan.kernelSizes();

        List<Parameter> all() {
            if (plan.networkClass() == NetworkClass.PLAIN) {
                plainEncoder();
            } else {
                residualEncoder();
            }
            decoder();
            return all;
        }

        private void plainEncoder() {
            int in = channels;
            for (int stage = 0; stage < stages(); stage++) {
                for (int conv = 0; conv < plan.convsPerStage()[stage]; conv++) {
                    block("encoder.stages." + stage + ".0.convs." + conv, in, features[stage], kernels[stage]);
                    in = features[stage];
                }
            }
        }

        private void residualEncoder() {
            block("encoder.stem.convs.0", channels, features[0], kernels[0]);
            int in = features[0];
            for (int stage = 0; stage < stages(); stage++) {
                for (int b = 0; b < plan.blocksPerStage()[stage]; b++) {
                    String name = "encoder.stages." + stage + ".blocks." + b;
                    block(name + ".conv1", in, features[stage], kernels[stage]);
                    block(
                            name + ".conv2",
                            features[stage],
                            features[stage],
                            kernels[stage],
                            Parameter.Kind.RESIDUAL_NORM_WEIGHT);
                    if (in != features[stage]) {
                        String skip = name + ".skip." + (b == 0 && strided(plan.strides()[stage]) ? 1 : 0);
                        int[] ones = new int[plan.dimensions()];
                        Arrays.fill(ones, 1);
                        conv(skip + ".conv", in, features[stage], ones, false);
                        norm(skip + ".norm", features[stage], Parameter.Kind.NORM_WEIGHT);
                    }
                    in = features[stage];
                }
            }
        }

        private void decoder() {
            int[] convs = plan.convsPerStageDecoder();
            for (int d = 0; d < heads(); d++) {
                int stage = stages() - 2 - d;
                for (int c = 0; c < convs[d]; c++) {
                    block(
                            "decoder.stages." + d + ".convs." + c,
                            c == 0 ? 2 * features[stage] : features[stage],
                            features[stage],
                            kernels[stage]);
                }
            }
            for (int d = 0; d < heads(); d++) {
                int stage = stages() - 2 - d;
                String name = "decoder.transpconvs." + d;
                add(
                        name + ".weight",
                        Parameter.Kind.CONVOLUTION,
                        shape(features[stage + 1], features[stage], plan.strides()[stage + 1]));
                if (plan.convBias()) {
                    add(name + ".bias", Parameter.Kind.BIAS, features[stage]);
                }
            }
            int[] ones = new int[plan.dimensions()];
            Arrays.fill(ones, 1);
            for (int d = 0; d < heads(); d++) {
                conv("decoder.seg_layers." + d, features[stages() - 2 - d], outputs, ones, true);
            }
        }

        private void block(String name, int in, int out, int[] kernel) {
            block(name, in, out, kernel, Parameter.Kind.NORM_WEIGHT);
        }

        private void block(String name, int in, int out, int[] kernel, Parameter.Kind normWeight) {
            conv(name + ".conv", in, out, kernel, plan.convBias());
            norm(name + ".norm", out, normWeight);
        }

        private void conv(String name, int in, int out, int[] kernel, boolean bias) {
            add(name + ".weight", Parameter.Kind.CONVOLUTION, shape(out, in, kernel));
            if (bias) {
                add(name + ".bias", Parameter.Kind.BIAS, out);
            }
        }

        private void norm(String name, int features, Parameter.Kind weight) {
            if (plan.normAffine()) {
                add(name + ".weight", weight, features);
                add(name + ".bias", Parameter.Kind.BIAS, features);
            }
        }

        private long[] shape(int first, int second, int[] kernel) {
            long[] shape = new long[2 + kernel.length];
            shape[0] = first;
            shape[1] = second;
            for (int axis = 0; axis < kernel.length; axis++) {
                shape[2 + axis] = kernel[axis];
            }
            return shape;
        }

        private void add(String name, Parameter.Kind kind, long... shape) {
            all.add(new Parameter(name, kind, shape));
        }
    }
}

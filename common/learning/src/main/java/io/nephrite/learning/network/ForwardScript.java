package io.nephrite.learning.network;

import io.nephrite.core.plans.ArchitecturePlan;
import io.nephrite.core.plans.NetworkClass;
import java.util.Arrays;

/** TorchScript statements that carry {@code x} (N, C, space) through the network. */
final class ForwardScript {
    private static final String INDENT = "    ";
    private static final int FLOAT = 6;
    /** Torch's number of the memory format. */
    static final int CONTIGUOUS = 0;
    /** Float32 numbers in a register of the widest kind. */
    static final int CHANNEL_BLOCK = 16;

    /** Method that normalises sample by sample. */
    private static final String SAMPLE_NORM = "sample_norm";

    private static final int CHANNELS_LAST_2D = 2;
    private static final int CHANNELS_LAST_3D = 3;

    private final NetworkSpec spec;
    private final ArchitecturePlan plan;
    private final ScriptOptions options;
    private final int dims;
    private final StringBuilder out = new StringBuilder();

    private ForwardScript(NetworkSpec spec, ScriptOptions options) {
        this.spec = spec;
        this.plan = spec.plan();
        this.options = options;
        this.dims = plan.dimensions();
    }

    /** Leaves the logits of full resolution in {@code x}, or all outputs, full resolution first, in {@code outs}. */
    static String of(NetworkSpec spec, ScriptOptions options, boolean allHeads) {
        ForwardScript script = new ForwardScript(spec, options);
        script.network(allHeads);
        return script.out.toString();
    }

    /** Torch's number of the memory format. */
    static int channelsLast(NetworkSpec spec) {
        return spec.plan().dimensions() == 3 ? CHANNELS_LAST_3D : CHANNELS_LAST_2D;
    }

    /** Methods that the statements need. */
    static String methods(NetworkSpec spec, ScriptOptions options, String self) {
        if (!options.kernels().isChannelsLast()) {
            return "";
        }
        return "  def " + SAMPLE_NORM + "(" + self
                + ", x: Tensor, weight: Optional[Tensor], bias: Optional[Tensor]) -> Tensor:\n"
                + "    samples = annotate(List[Tensor], [])\n"
                + "    for one in torch.split(x, 1):\n"
                + "      _1 = torch.append(samples, torch.batch_norm(one, weight, bias, None, None, True, 0.1, "
                + spec.plan().normEps() + ", True))\n"
                + "    return torch.cat(samples, 0)\n";
    }

    /** How a statement names a parameter of the module tree. */
    static String reference(String parameter) {
        StringBuilder expression = new StringBuilder("self");
        for (String part : parameter.split("\\.", -1)) {
            if (Character.isDigit(part.charAt(0))) {
                expression.insert(0, "getattr(").append(", \"").append(part).append("\")");
            } else {
                expression.append('.').append(part);
            }
        }
        return expression.toString();
    }

    private void network(boolean allHeads) {
        if (options.kernels().isChannelsLast()) {
            line("x = torch.contiguous(x, memory_format=" + channelsLast(spec) + ")");
        }
        line("x = " + low("x"));
        if (plan.networkClass() == NetworkClass.PLAIN) {
            plainEncoder();
        } else {
            residualEncoder();
        }
        if (allHeads) {
            line("outs = annotate(List[Tensor], [])");
        }
        decoder(allHeads);
        if (allHeads) {
            line("torch.reverse(outs)");
        }
    }

    private void plainEncoder() {
        for (int stage = 0; stage < spec.stages(); stage++) {
            for (int conv = 0; conv < plan.convsPerStage()[stage]; conv++) {
                block(
                        "encoder.stages." + stage + ".0.convs." + conv,
                        plan.kernelSizes()[stage],
                        conv == 0 ? plan.strides()[stage] : ones());
            }
            keepSkip(stage);
        }
    }

    private void residualEncoder() {
        block("encoder.stem.convs.0", plan.kernelSizes()[0], ones());
        int in = plan.featuresPerStage()[0];
        for (int stage = 0; stage < spec.stages(); stage++) {
            int features = plan.featuresPerStage()[stage];
            for (int b = 0; b < plan.blocksPerStage()[stage]; b++) {
                String name = "encoder.stages." + stage + ".blocks." + b;
                int[] stride = b == 0 ? plan.strides()[stage] : ones();
                boolean strided = NetworkSpec.strided(stride);
                line("r = x");
                if (strided) {
                    line("r = torch.avg_pool" + dims + "d(r, " + ints(stride) + ", " + ints(stride) + ")");
                }
                if (in != features) {
                    String skip = name + ".skip." + (strided ? 1 : 0);
                    line("r = torch.conv" + dims + "d(r, " + low(reference(skip + ".conv.weight")) + ")");
                    line("r = " + norm("r", skip + ".norm", skip + ".conv"));
                }
                block(name + ".conv1", plan.kernelSizes()[stage], stride);
                line("x = " + conv(name + ".conv2.conv", plan.kernelSizes()[stage], ones()));
                line("x = " + norm("x", name + ".conv2.norm", name + ".conv2.conv"));
                line("x = torch.leaky_relu_(torch.add(x, r), " + plan.leakySlope() + ")");
                in = features;
            }
            keepSkip(stage);
        }
    }

    private void keepSkip(int stage) {
        if (stage < spec.stages() - 1) {
            line("skip" + stage + " = x");
        }
    }

    private void decoder(boolean allHeads) {
        for (int d = 0; d < spec.heads(); d++) {
            int stage = spec.stages() - 2 - d;
            String up = "decoder.transpconvs." + d;
            line("x = " + convolution("conv_transpose", up, plan.convBias(), ints(plan.strides()[stage + 1])));
            line("x = torch.cat([x, skip" + stage + "], 1)");
            for (int c = 0; c < plan.convsPerStageDecoder()[d]; c++) {
                block("decoder.stages." + d + ".convs." + c, plan.kernelSizes()[stage], ones());
            }
            String head = "decoder.seg_layers." + d;
            String logits = "torch.conv" + dims + "d(" + exact("x") + ", " + reference(head + ".weight") + ", "
                    + reference(head + ".bias") + ")";
            if (allHeads) {
                line("_h" + d + " = torch.append(outs, " + logits + ")");
            } else if (d == spec.heads() - 1) {
                line("x = " + logits);
            }
        }
    }

    private void block(String name, int[] kernel, int... stride) {
        line("x = " + conv(name + ".conv", kernel, stride));
        line("x = " + norm("x", name + ".norm", name + ".conv"));
        line("x = torch.leaky_relu_(x, " + plan.leakySlope() + ")");
    }

    /** Of a convolution before a norm. */
    private String conv(String name, int[] kernel, int... stride) {
        int[] padding = Arrays.stream(kernel).map(k -> (k - 1) / 2).toArray();
        boolean hasBias = plan.convBias() && options.kernels().addsBiasBeforeNorm();
        return convolution("conv", name, hasBias, ints(stride) + ", " + ints(padding));
    }

    /** @param more arguments after the bias */
    private String convolution(String operator, String name, boolean hasBias, String more) {
        boolean isExact = options.precision().isLow() && isSlowInLowPrecision(operator, name);
        String bias = name + ".bias";
        String call = "torch." + operator + dims + "d(" + (isExact ? exact("x") : "x") + ", "
                + (isExact ? reference(name + ".weight") : low(reference(name + ".weight"))) + ", "
                + (hasBias ? isExact ? reference(bias) : low(reference(bias)) : "None") + ", " + more + ")";
        return isExact ? low(call) : call;
    }

    /**
     * Whether the CPU has no fast kernel for the gradient of the weights in low precision: for an image's few channels, and
     * for transposed convolutions whose channels are no multiples of a register's width. With 12 channels these two took a
     * quarter of a step in bf16, ten times what they take in float32.
     */
    private boolean isSlowInLowPrecision(String operator, String name) {
        if (!options.learns() || options.kernels() != ScriptKernels.HOST) {
            return false;
        }
        long[] shape = spec.parameter(name + ".weight").shape();
        boolean isUneven = shape[0] % CHANNEL_BLOCK != 0 || shape[1] % CHANNEL_BLOCK != 0;
        return isUneven && (shape[1] < CHANNEL_BLOCK || !operator.equals("conv"));
    }

    /**
     * Instance norm. On the CPU it is written as a group norm with a group for each channel, which is the same function:
     * torch's instance norm sums every channel number by number there, its group norm many at a time. The convolution
     * before it may give channels last, which both norms take slowly.
     *
     * @param convolution whose channels are normalised
     */
    private String norm(String x, String name, String convolution) {
        String affine =
                plan.normAffine() ? reference(name + ".weight") + ", " + reference(name + ".bias") : "None, None";
        if (options.kernels().isChannelsLast()) {
            return "(self)." + SAMPLE_NORM + "(" + x + ", " + affine + ")";
        }
        if (options.kernels() == ScriptKernels.CARD) {
            return "torch.instance_norm(" + x + ", " + affine + ", None, None, True, 0.1, " + plan.normEps()
                    + ", True)";
        }
        return "torch.group_norm(torch.contiguous(" + x + ", memory_format=" + CONTIGUOUS + "), torch.size("
                + reference(convolution + ".weight") + ", 0), " + affine + ", " + plan.normEps() + ")";
    }

    private String low(String expression) {
        Precision precision = options.precision();
        return precision.isLow() ? "torch.to(" + expression + ", " + precision.scalarType() + ")" : expression;
    }

    /** In float32, whatever the precision: a step of bf16 at a logit of 16 would be 0.06, and ties would go by order. */
    private String exact(String expression) {
        return options.precision().isLow() ? "torch.to(" + expression + ", " + FLOAT + ")" : expression;
    }

    private int[] ones() {
        int[] ones = new int[dims];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static String ints(int... values) {
        return Arrays.toString(values);
    }

    private void line(String statement) {
        out.append(INDENT).append(statement).append('\n');
    }
}

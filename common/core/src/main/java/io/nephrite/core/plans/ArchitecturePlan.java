package io.nephrite.core.plans;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.json.Json;
import io.nephrite.core.json.JsonCursor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The U-Net that plans ask for. Stage 0 has the full resolution; everything per axis is in the plan frame. Immutable.
 * Arrays that are handed out are copies.
 */
public final class ArchitecturePlan {
    private static final int MAX_STAGES = 16;
    private static final double NNUNET_NORM_EPS = 1e-5;
    /** torch's default; nnU-Net's plans leave it out. */
    private static final double TORCH_LEAKY_SLOPE = 0.01;

    private final NetworkClass networkClass;
    private final int dimensions;
    private final int[] featuresPerStage;
    private final int[][] kernelSizes;
    private final int[][] strides;
    private final int[] encoder;
    private final int[] decoder;
    private final boolean convBias;
    private final double normEps;
    private final boolean normAffine;
    private final double leakySlope;

    private ArchitecturePlan(
            NetworkClass networkClass,
            int dimensions,
            int[] featuresPerStage,
            int[][] kernelSizes,
            int[][] strides,
            int[] encoder,
            int[] decoder,
            boolean convBias,
            double normEps,
            boolean normAffine,
            double leakySlope) {
        this.networkClass = networkClass;
        this.dimensions = dimensions;
        this.featuresPerStage = featuresPerStage;
        this.kernelSizes = kernelSizes;
        this.strides = strides;
        this.encoder = encoder;
        this.decoder = decoder;
        this.convBias = convBias;
        this.normEps = normEps;
        this.normAffine = normAffine;
        this.leakySlope = leakySlope;
    }

    /**
     * With nnU-Net's bias, norm and activation.
     *
     * @param featuresPerStage channels of each of the n stages
     * @param kernelSizes n rows of 2 or 3 values
     * @param strides n rows; the first is all ones
     * @param encoder convolutions (plain) or blocks (residual encoder) of each of the n stages
     * @param decoder convolutions of each of the n − 1 decoder stages, the deepest first
     */
    public static ArchitecturePlan of(
            NetworkClass networkClass,
            int[] featuresPerStage,
            int[][] kernelSizes,
            int[][] strides,
            int[] encoder,
            int[] decoder) {
        int stages = featuresPerStage.length;
        if (stages == 0
                || kernelSizes.length != stages
                || strides.length != stages
                || encoder.length != stages
                || decoder.length != stages - 1) {
            throw new IllegalArgumentException(
                    "features, kernels, strides, encoder and decoder disagree on the stages: "
                            + stages + ", " + kernelSizes.length + ", " + strides.length + ", " + encoder.length + ", "
                            + decoder.length);
        }
        return new ArchitecturePlan(
                networkClass,
                strides[0].length,
                featuresPerStage.clone(),
                JsonArrays.copy(kernelSizes),
                JsonArrays.copy(strides),
                encoder.clone(),
                decoder.clone(),
                true,
                NNUNET_NORM_EPS,
                true,
                TORCH_LEAKY_SLOPE);
    }

    /** @param json the field {@code architecture} of a configuration */
    static ArchitecturePlan from(JsonCursor json, int dimensions) {
        JsonCursor name = json.field("network_class_name");
        NetworkClass networkClass = NetworkClass.find(name.text())
                .orElseThrow(() -> name.expected("one of " + String.join(", ", NetworkClass.names())));
        JsonCursor args = json.field("arch_kwargs");
        int stages = args.field("n_stages").integer(1, MAX_STAGES);
        requireOperator(args, "conv_op", "torch.nn.modules.conv.Conv" + dimensions + "d");
        requireOperator(args, "norm_op", "torch.nn.modules.instancenorm.InstanceNorm" + dimensions + "d");
        requireOperator(args, "nonlin", "torch.nn.LeakyReLU");
        args.find("dropout_op").ifPresent(c -> {
            throw c.expected("null: dropout is not supported");
        });
        int[][] strides = strides(args.field("strides"), stages, dimensions);
        if (!IntStream.of(strides[0]).allMatch(s -> s == 1)) {
            throw args.field("strides").elements().get(0).expected("ones: the first stage keeps the resolution");
        }
        int[][] kernels = rows(args.field("kernel_sizes"), stages, dimensions);
        for (int stage = 0; stage < stages; stage++) {
            if (!IntStream.of(kernels[stage]).allMatch(k -> k % 2 == 1)) {
                throw args.field("kernel_sizes")
                        .elements()
                        .get(stage)
                        .expected("odd sizes, nearest valid "
                                + Arrays.toString(IntStream.of(kernels[stage])
                                        .map(k -> k | 1)
                                        .toArray()));
            }
        }
        return new ArchitecturePlan(
                networkClass,
                dimensions,
                JsonArrays.perStage(args.field("features_per_stage"), stages, 1),
                kernels,
                strides,
                JsonArrays.perStage(args.field(networkClass.encoderField()), stages, 1),
                JsonArrays.perStage(args.field("n_conv_per_stage_decoder"), stages - 1, 1),
                args.find("conv_bias").map(JsonCursor::flag).orElse(false),
                args.find("norm_op_kwargs")
                        .flatMap(c -> c.find("eps"))
                        .map(JsonCursor::positive)
                        .orElse(NNUNET_NORM_EPS),
                args.find("norm_op_kwargs")
                        .flatMap(c -> c.find("affine"))
                        .map(JsonCursor::flag)
                        .orElse(false),
                args.find("nonlin_kwargs")
                        .flatMap(c -> c.find("negative_slope"))
                        .map(c -> c.number(0, 1))
                        .orElse(TORCH_LEAKY_SLOPE));
    }

    /** From the fields that the first releases of nnU-Net v2 wrote in place of {@code architecture}. */
    static ArchitecturePlan fromFirstV2(ResolvedConfiguration fields, int dimensions) {
        JsonCursor name = fields.field("UNet_class_name");
        NetworkClass networkClass =
                NetworkClass.find(name.text()).orElseThrow(() -> name.expected("PlainConvUNet or ResidualEncoderUNet"));
        int stages = fields.field("n_conv_per_stage_encoder").elements().size();
        int base = fields.field("UNet_base_num_features").integer(1, 4096);
        int max = fields.field("unet_max_num_features").integer(1, 4096);
        return of(
                networkClass,
                IntStream.range(0, stages)
                        .map(s -> (int) Math.min(max, (long) base << s))
                        .toArray(),
                rows(fields.field("conv_kernel_sizes"), stages, dimensions),
                strides(fields.field("pool_op_kernel_sizes"), stages, dimensions),
                JsonArrays.perStage(fields.field("n_conv_per_stage_encoder"), stages, 1),
                JsonArrays.perStage(fields.field("n_conv_per_stage_decoder"), stages - 1, 1));
    }

    private static void requireOperator(JsonCursor args, String field, String expected) {
        JsonCursor found = args.field(field);
        String simple = expected.substring(expected.lastIndexOf('.') + 1);
        if (!found.text().equals(expected) && !found.text().endsWith("." + simple)) {
            throw found.expected('"' + expected + '"');
        }
    }

    private static int[][] strides(JsonCursor json, int stages, int dimensions) {
        int[][] strides = rows(json, stages, dimensions);
        for (int axis = 0; axis < dimensions; axis++) {
            long product = 1;
            for (int[] stride : strides) {
                product = Math.min(product * stride[axis], Integer.MAX_VALUE);
            }
            if (product > JsonArrays.MAX) {
                throw json.expected("strides whose product along each axis is at most " + JsonArrays.MAX
                        + ": no patch is a multiple of more");
            }
        }
        return strides;
    }

    private static int[][] rows(JsonCursor json, int stages, int dimensions) {
        int[][] rows = JsonArrays.rows(json, dimensions, 1);
        if (rows.length != stages) {
            boolean possible = rows.length >= 1 && rows.length <= MAX_STAGES;
            throw json.expected("one row per stage: n_stages is " + stages + ", rows are " + rows.length + "; "
                    + (possible ? "nearest valid n_stages " + rows.length + ", or " : "write ")
                    + (rows.length < stages ? (stages - rows.length) + " more" : (rows.length - stages) + " fewer")
                    + " rows");
        }
        return rows;
    }

    public NetworkClass networkClass() {
        return networkClass;
    }

    /** 2 or 3. */
    public int dimensions() {
        return dimensions;
    }

    public int stages() {
        return featuresPerStage.length;
    }

    public int[] featuresPerStage() {
        return featuresPerStage.clone();
    }

    /** One row per stage. */
    public int[][] kernelSizes() {
        return JsonArrays.copy(kernelSizes);
    }

    /** One row per stage; the first is all ones. */
    public int[][] strides() {
        return JsonArrays.copy(strides);
    }

    /** Convolutions of each encoder stage of a {@link NetworkClass#PLAIN} network. */
    public int[] convsPerStage() {
        require(NetworkClass.PLAIN);
        return encoder.clone();
    }

    /** Blocks of each encoder stage of a {@link NetworkClass#RESIDUAL_ENCODER} network. */
    public int[] blocksPerStage() {
        require(NetworkClass.RESIDUAL_ENCODER);
        return encoder.clone();
    }

    /** One less than there are stages; the deepest first. */
    public int[] convsPerStageDecoder() {
        return decoder.clone();
    }

    public boolean convBias() {
        return convBias;
    }

    public double normEps() {
        return normEps;
    }

    public boolean normAffine() {
        return normAffine;
    }

    /** Negative slope of the leaky ReLU. */
    public double leakySlope() {
        return leakySlope;
    }

    /** Per axis: what the patch must be divisible by. */
    public int[] strideProduct() {
        int[] product = new int[dimensions];
        Arrays.fill(product, 1);
        for (int[] stride : strides) {
            for (int axis = 0; axis < dimensions; axis++) {
                product[axis] *= stride[axis];
            }
        }
        return product;
    }

    /** In nnU-Net's spelling. */
    public ObjectNode toJson() {
        ObjectNode args = Json.mapper().createObjectNode();
        args.put("n_stages", stages());
        args.set("features_per_stage", JsonArrays.of(featuresPerStage));
        args.put("conv_op", "torch.nn.modules.conv.Conv" + dimensions + "d");
        args.set("kernel_sizes", JsonArrays.of(kernelSizes));
        args.set("strides", JsonArrays.of(strides));
        args.set(networkClass.encoderField(), JsonArrays.of(encoder));
        args.set("n_conv_per_stage_decoder", JsonArrays.of(decoder));
        args.put("conv_bias", convBias);
        args.put("norm_op", "torch.nn.modules.instancenorm.InstanceNorm" + dimensions + "d");
        args.putObject("norm_op_kwargs").put("eps", normEps).put("affine", normAffine);
        args.putNull("dropout_op");
        args.putNull("dropout_op_kwargs");
        args.put("nonlin", "torch.nn.LeakyReLU");
        ObjectNode nonlin = args.putObject("nonlin_kwargs").put("inplace", true);
        if (leakySlope != TORCH_LEAKY_SLOPE) {
            nonlin.put("negative_slope", leakySlope);
        }
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("network_class_name", networkClass.pythonName());
        json.set("arch_kwargs", args);
        ArrayNode imports = json.putArray("_kw_requires_import");
        List.of("conv_op", "norm_op", "dropout_op", "nonlin").forEach(imports::add);
        return json;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ArchitecturePlan o && toJson().equals(o.toJson());
    }

    @Override
    public int hashCode() {
        return toJson().hashCode();
    }

    @Override
    public String toString() {
        return toJson().toString();
    }

    private void require(NetworkClass expected) {
        if (networkClass != expected) {
            throw new IllegalStateException("network is " + networkClass + ", not " + expected);
        }
    }
}

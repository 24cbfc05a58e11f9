package io.nephrite.core.plans;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.geometry.AxisOrder;
import io.nephrite.core.json.Json;
import io.nephrite.core.json.JsonCursor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Plans of nnU-Net v1 ({@code nnUNetPlansv2.1}), exported from its pickle to JSON, as plans of today: same spacings,
 * patches, networks and order of preprocessing. Differences that remain: v1's network has no bias in its transposed and
 * last convolutions, ours has.
 */
public final class V1Plans {
    private static final String NAME = "nnUNetPlansv2.1";
    private static final int MAX_FEATURES_3D = 320;
    private static final int MAX_FEATURES_2D = 480;

    private V1Plans() {}

    /** Whether a document looks like plans of nnU-Net v1. */
    static boolean isV1(JsonCursor json) {
        return json.node().isObject() && json.node().has("plans_per_stage");
    }

    /**
     * Converts plans of version 1.
     *
     * @param documents of 3D stages, of 2D, or both
     */
    public static Plans convert(JsonCursor... documents) {
        ObjectNode plans = Json.mapper().createObjectNode();
        ObjectNode configurations = Json.mapper().createObjectNode();
        AxisOrder transpose = transpose(documents[0]);
        plans.put(
                "dataset_name",
                documents[0]
                        .find("preprocessed_data_folder")
                        .map(JsonCursor::text)
                        .orElse("unknown"));
        plans.put("plans_name", NAME);
        plans.put("image_reader_writer", "NibabelIO");
        plans.set("transpose_forward", Json.mapper().valueToTree(transpose));
        plans.set("transpose_backward", Json.mapper().valueToTree(transpose.inverse()));
        plans.set("configurations", configurations);
        plans.put("experiment_planner_used", "ExperimentPlanner3D_v21");
        plans.put("label_manager", "LabelManager");
        plans.set("foreground_intensity_properties_per_channel", intensities(documents[0]));
        for (JsonCursor document : documents) {
            // a 2D plan may order the axes differently; one document cannot hold both
            if (transpose(document).equals(transpose)) {
                addStages(document, configurations);
            }
        }
        return Plans.of(plans, "nnU-Net v1 plans");
    }

    private static AxisOrder transpose(JsonCursor document) {
        JsonCursor json = document.field("transpose_forward");
        int[] axes = json.elements(3).stream().mapToInt(c -> c.integer(0, 2)).toArray();
        if (Arrays.stream(axes).distinct().count() != 3) {
            throw json.expected("a permutation of 0, 1, 2");
        }
        return AxisOrder.of(axes);
    }

    private static void addStages(JsonCursor document, ObjectNode configurations) {
        JsonCursor stages = document.field("plans_per_stage");
        List<String> names = stages.names();
        boolean cascade = names.size() > 1;
        for (int i = 0; i < names.size(); i++) {
            JsonCursor stage = stages.field(names.get(i));
            int dimensions = stage.field("patch_size").elements().size();
            boolean last = i == names.size() - 1;
            String name = dimensions == 2
                    ? ConfigurationKind.PLANAR.text()
                    : last ? ConfigurationKind.FULLRES.text() : ConfigurationKind.LOWRES.text();
            ObjectNode configuration = configuration(document, stage, names.get(i), dimensions, cascade && last);
            if (ConfigurationKind.LOWRES.is(name)) {
                configuration.put("next_stage", ConfigurationKind.CASCADE.text());
            }
            configurations.set(name, configuration);
        }
        if (cascade) {
            configurations
                    .putObject(ConfigurationKind.CASCADE.text())
                    .put("inherits_from", ConfigurationKind.FULLRES.text())
                    .put("previous_stage", ConfigurationKind.LOWRES.text());
        }
    }

    private static ObjectNode configuration(
            JsonCursor document, JsonCursor stage, String stageName, int dimensions, boolean afterLowres) {
        List<NormalizationScheme> schemes = document.field("normalization_schemes").names().stream()
                .map(channel -> scheme(document.field("normalization_schemes").field(channel)))
                .toList();
        List<Boolean> masks = document.field("use_mask_for_norm").names().stream()
                .map(channel ->
                        document.field("use_mask_for_norm").field(channel).flag())
                .toList();
        double[] spacing = JsonArrays.numbers(stage.field("current_spacing").elements(3));
        double[] median =
                JsonArrays.numbers(stage.field("median_patient_size_in_voxels").elements(3));
        ArrayNode medianSize = Json.mapper().createArrayNode();
        Arrays.stream(median, 3 - dimensions, 3).forEach(v -> medianSize.add((long) v));
        return new ConfigurationDocument(
                        document.field("data_identifier").text() + "_stage" + stageName,
                        ConfigurationPlan.PREPROCESSOR_V1,
                        stage.field("batch_size").integer(1, Integer.MAX_VALUE),
                        IntStream.of(JsonArrays.integers(stage.field("patch_size"), 1))
                                .boxed()
                                .toList(),
                        Arrays.stream(spacing, 3 - dimensions, 3).boxed().toList(),
                        schemes,
                        masks,
                        architecture(document, stage, dimensions),
                        dimensions == 2 || afterLowres)
                .toJson(medianSize);
    }

    private static NormalizationScheme scheme(JsonCursor json) {
        return switch (json.oneOf(List.of("CT", "nonCT", "noNorm"))) {
            case "CT" -> NormalizationScheme.CT;
            case "noNorm" -> NormalizationScheme.NONE;
            default -> NormalizationScheme.Z_SCORE;
        };
    }

    private static ArchitecturePlan architecture(JsonCursor document, JsonCursor stage, int dimensions) {
        int[][] pools = JsonArrays.rows(stage.field("pool_op_kernel_sizes"), dimensions, 1);
        int[][] kernels = JsonArrays.rows(stage.field("conv_kernel_sizes"), dimensions, 1);
        if (kernels.length != pools.length + 1) {
            throw stage.field("conv_kernel_sizes")
                    .expected("one row more than pool_op_kernel_sizes, which has " + pools.length);
        }
        int stages = kernels.length;
        int[][] strides = new int[stages][];
        strides[0] = new int[dimensions];
        Arrays.fill(strides[0], 1);
        System.arraycopy(pools, 0, strides, 1, pools.length);
        int base = document.field("base_num_features").integer(1, 4096);
        int max = dimensions == 2 ? MAX_FEATURES_2D : MAX_FEATURES_3D;
        int convolutions =
                document.find("conv_per_stage").map(c -> c.integer(1, 16)).orElse(2);
        int[] perStage = new int[stages];
        Arrays.fill(perStage, convolutions);
        return ArchitecturePlan.of(
                NetworkClass.PLAIN,
                IntStream.range(0, stages)
                        .map(s -> (int) Math.min(max, (long) base << s))
                        .toArray(),
                kernels,
                strides,
                perStage,
                Arrays.copyOf(perStage, stages - 1));
    }

    private static ObjectNode intensities(JsonCursor document) {
        ObjectNode all = Json.mapper().createObjectNode();
        document.find("dataset_properties")
                .flatMap(p -> p.find("intensityproperties"))
                .ifPresent(channels -> {
                    for (String channel : channels.names()) {
                        JsonCursor p = channels.field(channel);
                        all.putObject(channel)
                                .put("max", number(p, "mx"))
                                .put("mean", number(p, "mean"))
                                .put("median", number(p, "median"))
                                .put("min", number(p, "mn"))
                                .put("percentile_00_5", number(p, "percentile_00_5"))
                                .put("percentile_99_5", number(p, "percentile_99_5"))
                                .put("std", number(p, "sd"));
                    }
                });
        return all;
    }

    private static double number(JsonCursor json, String field) {
        return json.field(field).number(-Double.MAX_VALUE, Double.MAX_VALUE);
    }
}

package io.nephrite.core.planning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.json.Json;
import io.nephrite.core.json.JsonCursor;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import java.util.Map;
import java.util.TreeMap;

/** Lays the experiment's overrides over plans. */
final class PlanOverrides {
    /** Fields of a configuration and of what is in it, as nnU-Net and its first releases spell them. */
    private static final String[] FIELDS = {
        "inherits_from",
        "previous_stage",
        "next_stage",
        "data_identifier",
        "preprocessor_name",
        "batch_size",
        "patch_size",
        "median_image_size_in_voxels",
        "spacing",
        "normalization_schemes",
        "use_mask_for_norm",
        "resampling_fn_data",
        "resampling_fn_seg",
        "resampling_fn_data_kwargs",
        "resampling_fn_seg_kwargs",
        "resampling_fn_probabilities",
        "resampling_fn_probabilities_kwargs",
        "is_seg",
        "order",
        "order_z",
        "force_separate_z",
        "batch_dice",
        "architecture",
        "network_class_name",
        "_kw_requires_import",
        "arch_kwargs",
        "n_stages",
        "features_per_stage",
        "conv_op",
        "kernel_sizes",
        "strides",
        "n_conv_per_stage",
        "n_blocks_per_stage",
        "n_conv_per_stage_decoder",
        "conv_bias",
        "norm_op",
        "norm_op_kwargs",
        "eps",
        "affine",
        "dropout_op",
        "dropout_op_kwargs",
        "nonlin",
        "nonlin_kwargs",
        "inplace",
        "negative_slope",
        "UNet_class_name",
        "UNet_base_num_features",
        "unet_max_num_features",
        "n_conv_per_stage_encoder",
        "pool_op_kernel_sizes",
        "conv_kernel_sizes"
    };

    /** Configurations that a planner may make; others need a parent. */
    private static final String[] PLANNED = {"2d", "3d_lowres", "3d_fullres", "3d_cascade_fullres"};

    private PlanOverrides() {}

    /**
     * So that a slip of the pen is not taken for a field that nothing reads.
     *
     * @throws io.nephrite.core.failure.PipelineException INVALID_EXPERIMENT with the place of an unknown field
     */
    static void requireKnownFields(Map<String, JsonNode> overrides) {
        new TreeMap<>(overrides).forEach((name, fields) -> requireKnownFields(place("/" + name, fields)));
    }

    /**
     * What can be told before there are plans: values that are wrong by themselves, and names that the plans will not
     * have.
     *
     * @throws io.nephrite.core.failure.PipelineException INVALID_EXPERIMENT with the place
     */
    static void check(Map<String, JsonNode> overrides) {
        requireKnownFields(overrides);
        ObjectNode withoutParent = Json.mapper().createObjectNode();
        new TreeMap<>(overrides).forEach((name, fields) -> {
            ConfigurationPlan.checkValues(place("/" + name, fields));
            if (!fields.hasNonNull("inherits_from")) {
                withoutParent.set(name, fields);
            }
        });
        place("", withoutParent).allowOnly(PLANNED);
    }

    private static JsonCursor place(String below, JsonNode node) {
        return JsonCursor.at(Experiment.FILE, FailureCode.INVALID_EXPERIMENT, "/planner/overrides" + below, node);
    }

    private static void requireKnownFields(JsonCursor fields) {
        fields.allowOnly(FIELDS);
        for (String name : fields.names()) {
            if (fields.field(name).node().isObject()) {
                requireKnownFields(fields.field(name));
            }
        }
    }

    /**
     * @param overrides configuration → fields in the plans' spelling; objects are merged, all else is replaced. A
     *     configuration that the plans lack is added; it names its parent by {@code inherits_from}
     */
    static Plans apply(Plans plans, Map<String, JsonNode> overrides) {
        if (overrides.isEmpty()) {
            return plans;
        }
        requireKnownFields(overrides);
        ObjectNode document = plans.toJson();
        ObjectNode configurations = (ObjectNode) document.get("configurations");
        new TreeMap<>(overrides).forEach((name, fields) -> {
            if (!configurations.has(name)) {
                configurations.putObject(name);
            }
            merge((ObjectNode) configurations.get(name), fields);
        });
        return Plans.of(document, plans.plansName() + " with experiment.json /planner/overrides:");
    }

    private static void merge(ObjectNode target, JsonNode fields) {
        fields.properties().forEach(field -> {
            JsonNode old = target.get(field.getKey());
            if (old instanceof ObjectNode object && field.getValue().isObject()) {
                merge(object, field.getValue());
            } else {
                target.set(field.getKey(), field.getValue().deepCopy());
            }
        });
    }
}

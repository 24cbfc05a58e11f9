package io.nephrite.core.plans;

import io.nephrite.core.json.JsonCursor;
import io.nephrite.core.text.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The fields that plans have, as nnU-Net and its first releases spell them, each where it belongs; also those that
 * nothing here reads. So a slip of the pen is not taken for a field that nobody needs.
 */
public final class PlansFields {
    private static final List<String> ROOT = List.of(
            "dataset_name",
            "plans_name",
            "original_median_spacing_after_transp",
            "original_median_shape_after_transp",
            "image_reader_writer",
            "transpose_forward",
            "transpose_backward",
            "configurations",
            "experiment_planner_used",
            "label_manager",
            "foreground_intensity_properties_per_channel");

    private static final List<String> CONFIGURATION = List.of(
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
            "batch_dice",
            "architecture",
            // first releases of v2
            "UNet_class_name",
            "UNet_base_num_features",
            "unet_max_num_features",
            "n_conv_per_stage_encoder",
            "n_conv_per_stage_decoder",
            "num_pool_per_axis",
            "pool_op_kernel_sizes",
            "conv_kernel_sizes");

    private static final List<String> ARCHITECTURE =
            List.of("network_class_name", "arch_kwargs", "_kw_requires_import");

    private static final List<String> ARCH_KWARGS = List.of(
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
            "dropout_op",
            "dropout_op_kwargs",
            "nonlin",
            "nonlin_kwargs");

    private static final List<String> RESAMPLING = List.of("is_seg", "order", "order_z", "force_separate_z");

    /** Objects below a configuration, by the name of the field that holds them. */
    private static final Map<String, List<String>> OBJECTS = Map.of(
            "architecture", ARCHITECTURE,
            "arch_kwargs", ARCH_KWARGS,
            "norm_op_kwargs", List.of("eps", "affine"),
            "nonlin_kwargs", List.of("inplace", "negative_slope"),
            "resampling_fn_data_kwargs", RESAMPLING,
            "resampling_fn_seg_kwargs", RESAMPLING,
            "resampling_fn_probabilities_kwargs", RESAMPLING);

    private PlansFields() {}

    /**
     * Of a configuration in an experiment's overrides.
     *
     * @throws io.nephrite.core.failure.PipelineException with the place of an unknown field
     */
    public static void requireKnown(JsonCursor configuration) {
        requireKnown(configuration, CONFIGURATION);
    }

    private static void requireKnown(JsonCursor fields, List<String> known) {
        fields.allowOnly(known.toArray(String[]::new));
        for (String name : fields.names()) {
            if (OBJECTS.containsKey(name) && fields.field(name).node().isObject()) {
                requireKnown(fields.field(name), OBJECTS.get(name));
            }
        }
    }

    /**
     * Of a whole document. A field that is nearly one of those that belong there is a mistake; any other is somebody's
     * own, which nnU-Net leaves alone too.
     *
     * @return pointers of the fields that nothing reads
     * @throws io.nephrite.core.failure.PipelineException with the place of a misspelled or misplaced field
     */
    static List<String> unread(JsonCursor plans) {
        List<String> unread = new ArrayList<>();
        collect(plans, ROOT, unread);
        plans.find("configurations")
                .filter(all -> all.node().isObject())
                .ifPresent(all -> all.names().stream()
                        .map(all::field)
                        .filter(c -> c.node().isObject())
                        .forEach(c -> collect(c, CONFIGURATION, unread)));
        return unread;
    }

    private static void collect(JsonCursor fields, List<String> known, List<String> unread) {
        String[] names = known.toArray(String[]::new);
        for (String name : fields.names()) {
            if (known.contains(name)) {
                if (OBJECTS.containsKey(name) && fields.field(name).node().isObject()) {
                    collect(fields.field(name), OBJECTS.get(name), unread);
                }
            } else if (NearestName.of(name, known).isPresent() || isKnownElsewhere(name)) {
                throw fields.field(name).unknown(names);
            } else {
                unread.add(fields.field(name).pointer());
            }
        }
    }

    private static boolean isKnownElsewhere(String name) {
        return CONFIGURATION.contains(name)
                || ROOT.contains(name)
                || OBJECTS.values().stream().anyMatch(object -> object.contains(name));
    }
}

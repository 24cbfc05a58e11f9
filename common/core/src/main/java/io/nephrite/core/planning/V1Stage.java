package io.nephrite.core.planning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.json.Json;
import java.util.List;

/**
 * A stage of nnU-Net v1's plans. Frame: plan.
 *
 * @param medianSize voxels at the stage's spacing; 3 values in 2D too
 * @param spacing mm; 3 values in 2D too
 * @param fullSpacing mm, of the full resolution
 * @param pools halvings per axis
 */
record V1Stage(
        ConfigurationSketch sketch,
        List<Integer> medianSize,
        List<Double> spacing,
        List<Double> fullSpacing,
        List<Integer> pools,
        boolean dummy2d) {
    long medianVoxels() {
        return medianSize.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    }

    /** In nnU-Net v1's spelling. */
    ObjectNode toJson() {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("batch_size", sketch.batchSize());
        json.set("num_pool_per_axis", Json.mapper().valueToTree(pools));
        json.set("patch_size", Json.mapper().valueToTree(sketch.patch()));
        json.set("median_patient_size_in_voxels", Json.mapper().valueToTree(medianSize));
        json.set("current_spacing", Json.mapper().valueToTree(spacing));
        json.set("original_spacing", Json.mapper().valueToTree(fullSpacing));
        json.put("do_dummy_2D_data_aug", dummy2d);
        int[][] strides = sketch.architecture().strides();
        json.set(
                "pool_op_kernel_sizes",
                Json.mapper().valueToTree(List.of(strides).subList(1, strides.length)));
        json.set(
                "conv_kernel_sizes",
                Json.mapper().valueToTree(sketch.architecture().kernelSizes()));
        return json;
    }
}

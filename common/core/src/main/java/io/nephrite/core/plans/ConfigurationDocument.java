package io.nephrite.core.plans;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.json.Json;
import java.util.List;

/**
 * A configuration as a planner writes it, with nnU-Net's resampling. Frame: plan.
 *
 * @param patchSize voxels
 * @param spacing mm
 */
public record ConfigurationDocument(
        String dataIdentifier,
        String preprocessorName,
        int batchSize,
        List<Integer> patchSize,
        List<Double> spacing,
        List<NormalizationScheme> normalizationSchemes,
        List<Boolean> useMaskForNorm,
        ArchitecturePlan architecture,
        boolean batchDice) {
    /**
     * In nnU-Net's spelling and order.
     *
     * @param medianImageSize voxels; nnU-Net writes whole numbers in some configurations
     */
    public ObjectNode toJson(ArrayNode medianImageSize) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("data_identifier", dataIdentifier);
        json.put("preprocessor_name", preprocessorName);
        json.put("batch_size", batchSize);
        json.set("patch_size", Json.mapper().valueToTree(patchSize));
        json.set("median_image_size_in_voxels", medianImageSize);
        json.set("spacing", Json.mapper().valueToTree(spacing));
        json.set("normalization_schemes", Json.mapper().valueToTree(normalizationSchemes));
        json.set("use_mask_for_norm", Json.mapper().valueToTree(useMaskForNorm));
        json.put("resampling_fn_data", Resampling.FUNCTION);
        json.put("resampling_fn_seg", Resampling.FUNCTION);
        json.set("resampling_fn_data_kwargs", Resampling.DATA.toJson());
        json.set("resampling_fn_seg_kwargs", Resampling.SEGMENTATION.toJson());
        json.put("resampling_fn_probabilities", Resampling.FUNCTION);
        json.set("resampling_fn_probabilities_kwargs", Resampling.PROBABILITIES.toJson());
        json.set("architecture", architecture.toJson());
        json.put("batch_dice", batchDice);
        return json;
    }
}

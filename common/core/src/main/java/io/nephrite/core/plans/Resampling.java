package io.nephrite.core.plans;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.pipeline.Json;
import io.nephrite.core.pipeline.JsonCursor;
import java.util.Optional;

/**
 * How volumes are resampled: nnU-Net's {@code resampling_fn_…_kwargs}.
 *
 * @param order of the spline in all axes, or in the plane where the thick axis is treated alone
 * @param orderZ along the thick axis where it is treated alone
 * @param forceSeparateZ treat the thick axis alone always or never; absent: decided per case by its anisotropy
 */
public record Resampling(boolean isSegmentation, int order, int orderZ, Optional<Boolean> forceSeparateZ) {
    /** nnU-Net's own for images, labels and predictions. */
    public static final Resampling DATA = new Resampling(false, 3, 0, Optional.empty());

    public static final Resampling SEGMENTATION = new Resampling(true, 1, 0, Optional.empty());
    public static final Resampling PROBABILITIES = new Resampling(false, 1, 0, Optional.empty());

    static final String FUNCTION = "resample_data_or_seg_to_shape";

    static Resampling from(JsonCursor json) {
        return new Resampling(
                json.find("is_seg").map(JsonCursor::flag).orElse(false),
                json.field("order").integer(0, 3),
                json.find("order_z").map(c -> c.integer(0, 3)).orElse(0),
                json.find("force_separate_z").map(JsonCursor::flag));
    }

    ObjectNode toJson() {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("is_seg", isSegmentation);
        json.put("order", order);
        json.put("order_z", orderZ);
        forceSeparateZ.ifPresentOrElse(
                force -> json.put("force_separate_z", force), () -> json.putNull("force_separate_z"));
        return json;
    }
}

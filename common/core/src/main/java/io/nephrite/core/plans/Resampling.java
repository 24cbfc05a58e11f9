package io.nephrite.core.plans;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.json.Json;
import io.nephrite.core.json.JsonCursor;
import java.util.List;
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

    static final List<Integer> IMAGE_ORDERS = List.of(0, 1, 3);

    static Resampling ofImages(JsonCursor json) {
        return from(json, false, IMAGE_ORDERS, IMAGE_ORDERS);
    }

    static Resampling ofLabels(JsonCursor json) {
        return from(json, true, List.of(SEGMENTATION.order), List.of(SEGMENTATION.orderZ));
    }

    static Resampling ofPredictions(JsonCursor json) {
        return from(json, false, List.of(PROBABILITIES.order), List.of(PROBABILITIES.orderZ));
    }

    /**
     * What is left out is as nnU-Net's function has it: no labels, nearest along the thick axis, which is never alone.
     */
    private static Resampling from(
            JsonCursor json, boolean isSegmentation, List<Integer> orders, List<Integer> ordersZ) {
        json.allowOnly("is_seg", "order", "order_z", "force_separate_z");
        Optional<JsonCursor> kind = json.find("is_seg");
        if (kind.map(JsonCursor::flag).orElse(false) != isSegmentation) {
            throw kind.orElse(json).expected("\"is_seg\": " + isSegmentation);
        }
        return new Resampling(
                isSegmentation,
                json.field("order").integer(orders),
                json.find("order_z").map(c -> c.integer(ordersZ)).orElse(0),
                json.names().contains("force_separate_z")
                        ? json.find("force_separate_z").map(JsonCursor::flag)
                        : Optional.of(false));
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

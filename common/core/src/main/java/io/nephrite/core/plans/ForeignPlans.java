package io.nephrite.core.plans;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import io.nephrite.core.json.JsonCursor;
import java.util.List;
import java.util.Optional;

/**
 * Plans of a model folder that others have made. Such plans may leave out what a prediction does not depend on: their
 * name, names of preprocessed data, batch size and Dice of a batch, the median size, and intensities of channels that
 * are not normalised with them. Here these get a value, so that the document is one of ours.
 *
 * <p>Reference: nnU-Net 2.8.1, what {@code nnUNetv2_predict} reads of plans.json.
 */
public final class ForeignPlans {
    private static final String INTENSITIES = "foreground_intensity_properties_per_channel";
    private static final List<String> NEEDED = List.of("mean", "std", "percentile_00_5", "percentile_99_5");
    private static final int ANY_BATCH_SIZE = 2;

    private ForeignPlans() {}

    /**
     * One configuration, and the previous stage that it names, with all that they inherit.
     *
     * @param json plans.json
     * @param plansName for plans that have no name
     * @throws PipelineException {@link FailureCode#INVALID_PLANS} where a field is missing that a prediction needs, or
     *     one asks for something that cannot be done
     */
    public static Plans complete(byte[] json, String plansName, String configuration) {
        JsonCursor document = JsonCursor.parse(json, "plans", FailureCode.INVALID_PLANS);
        if (V1Plans.isV1(document)) {
            return V1Plans.convert(document);
        }
        JsonCursor configurations = document.field("configurations");
        if (!configurations.names().contains(configuration)) {
            throw configurations.expected("the configuration " + configuration + " that the weights were trained for");
        }
        ObjectNode plans = ((ObjectNode) document.node()).deepCopy();
        if (!plans.path("plans_name").isTextual()) {
            plans.put("plans_name", plansName);
        }
        plans.set(INTENSITIES, intensities(plans.path(INTENSITIES)));
        ObjectNode kept = Json.mapper().createObjectNode();
        Optional<String> next = Optional.of(configuration);
        while (next.isPresent() && !kept.has(next.get())) {
            String name = next.get();
            kept.set(
                    name,
                    completed(configurations, name, plans.path("plans_name").asText()));
            next = Optional.ofNullable(kept.path(name).get("previous_stage"))
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::asText)
                    .filter(configurations.names()::contains);
        }
        plans.set("configurations", kept);
        return Plans.of(plans);
    }

    private static ObjectNode completed(JsonCursor configurations, String name, String plansName) {
        ObjectNode fields = ResolvedConfiguration.of(configurations, name).json();
        fields.remove("next_stage");
        putIfAbsent(fields, "data_identifier", Json.mapper().valueToTree(plansName + "_" + name));
        putIfAbsent(fields, "batch_size", Json.mapper().valueToTree(ANY_BATCH_SIZE));
        putIfAbsent(fields, "batch_dice", Json.mapper().valueToTree(false));
        if (fields.path("patch_size") instanceof ArrayNode patch
                && fields.path("median_image_size_in_voxels").size() != patch.size()) {
            fields.set("median_image_size_in_voxels", patch.deepCopy());
        }
        return fields;
    }

    private static void putIfAbsent(ObjectNode fields, String name, JsonNode value) {
        if (fields.path(name).isMissingNode() || fields.path(name).isNull()) {
            fields.set(name, value);
        }
    }

    /** Without channels that say nothing; a channel that CTNormalization needs is missed where it is looked for. */
    private static ObjectNode intensities(JsonNode found) {
        ObjectNode complete = Json.mapper().createObjectNode();
        found.properties().forEach(channel -> {
            if (NEEDED.stream().allMatch(f -> channel.getValue().path(f).isNumber())) {
                ObjectNode values = ((ObjectNode) channel.getValue()).deepCopy();
                putIfAbsent(values, "median", values.get("mean"));
                putIfAbsent(values, "min", values.get("percentile_00_5"));
                putIfAbsent(values, "max", values.get("percentile_99_5"));
                complete.set(channel.getKey(), values);
            }
        });
        return complete;
    }
}

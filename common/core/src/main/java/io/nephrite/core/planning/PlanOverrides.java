package io.nephrite.core.planning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.plans.Plans;
import java.util.Map;
import java.util.TreeMap;

/** Lays the experiment's overrides over plans. */
final class PlanOverrides {
    private PlanOverrides() {}

    /**
     * @param overrides configuration → fields in the plans' spelling; objects are merged, all else is replaced. A
     *     configuration that the plans lack is added; it names its parent by {@code inherits_from}
     */
    static Plans apply(Plans plans, Map<String, JsonNode> overrides) {
        if (overrides.isEmpty()) {
            return plans;
        }
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

package io.nephrite.core.planning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.json.Json;
import io.nephrite.core.json.JsonCursor;
import io.nephrite.core.plans.ConfigurationKind;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PlansFields;
import io.nephrite.core.plans.ResolvedConfiguration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Lays the experiment's overrides over plans. */
final class PlanOverrides {
    /** Configurations that a planner may make; others need a parent. */
    private static final String[] PLANNED = Arrays.stream(ConfigurationKind.values())
            .map(ConfigurationKind::text)
            .toArray(String[]::new);

    private static final String INHERITS_FROM = "inherits_from";

    private PlanOverrides() {}

    /**
     * So that a slip of the pen is not taken for a field that nothing reads.
     *
     * @throws io.nephrite.core.failure.PipelineException INVALID_EXPERIMENT with the place of an unknown field
     */
    static void requireKnownFields(Map<String, JsonNode> overrides) {
        new TreeMap<>(overrides).forEach((name, fields) -> PlansFields.requireKnown(place("/" + name, fields)));
    }

    /**
     * Checks what can be checked before there are plans: values that are always wrong, and names that no plans will
     * have.
     *
     * @throws io.nephrite.core.failure.PipelineException INVALID_EXPERIMENT with the place
     */
    static void check(Map<String, JsonNode> overrides) {
        requireKnownFields(overrides);
        ObjectNode withoutParent = Json.mapper().createObjectNode();
        new TreeMap<>(overrides).forEach((name, fields) -> {
            ConfigurationPlan.checkValues(place("/" + name, fields));
            if (!fields.hasNonNull(INHERITS_FROM)) {
                withoutParent.set(name, fields);
            }
        });
        place("", withoutParent).allowOnly(PLANNED);
    }

    private static JsonCursor place(String below, JsonNode node) {
        return JsonCursor.at(Experiment.FILE, FailureCode.INVALID_EXPERIMENT, "/planner/overrides" + below, node);
    }

    /**
     * @param overrides configuration → fields in the plans' spelling; objects are merged, inherited ones too, all else
     *     is replaced. A configuration that the plans lack is added; it names its parent by {@code inherits_from}
     */
    static Plans apply(Plans plans, Map<String, JsonNode> overrides) {
        if (overrides.isEmpty()) {
            return plans;
        }
        requireKnownFields(overrides);
        ObjectNode document = plans.toJson();
        String name = plans.plansName() + " with experiment.json /planner/overrides:";
        JsonCursor configurations =
                JsonCursor.at(name, FailureCode.INVALID_PLANS, "", document).field("configurations");
        Set<String> done = new HashSet<>();
        new TreeSet<>(overrides.keySet()).forEach(configuration -> lay(configurations, overrides, configuration, done));
        return Plans.of(document, name);
    }

    /** Parents first, so that what is laid over one of their objects begins with what it has become. */
    private static void lay(JsonCursor configurations, Map<String, JsonNode> overrides, String name, Set<String> done) {
        if (!overrides.containsKey(name) || !done.add(name)) {
            return;
        }
        ObjectNode all = (ObjectNode) configurations.node();
        ObjectNode own = all.get(name) instanceof ObjectNode there
                ? there
                : Json.mapper().createObjectNode();
        ObjectNode fields = overrides.get(name).deepCopy();
        String parent =
                fields.path(INHERITS_FROM).asText(own.path(INHERITS_FROM).asText(""));
        if (!parent.isEmpty()) {
            lay(configurations, overrides, parent, done);
            own.put(INHERITS_FROM, parent);
            all.set(name, own);
            ObjectNode inherited =
                    ResolvedConfiguration.of(configurations, name).json();
            fields.properties().forEach(field -> {
                if (!own.has(field.getKey())
                        && field.getValue().isObject()
                        && inherited.get(field.getKey()) instanceof ObjectNode whole) {
                    field.setValue(ResolvedConfiguration.merged(whole, field.getValue()));
                }
            });
        }
        all.set(name, ResolvedConfiguration.merged(own, fields));
    }
}

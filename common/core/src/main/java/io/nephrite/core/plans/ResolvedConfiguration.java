package io.nephrite.core.plans;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.json.Json;
import io.nephrite.core.json.JsonCursor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration laid over those that it inherits from. Knows where in the document each field stands, so that a
 * mistake is shown where it was written.
 *
 * <p>Reference: nnU-Net 2.8.1 {@code PlansManager}: a field replaces the inherited one as a whole. An architecture that
 * is not whole by itself, on which nnU-Net fails, is laid over the inherited one.
 */
public final class ResolvedConfiguration {
    private static final String INHERITS_FROM = "inherits_from";
    private static final String ARCHITECTURE = "architecture";
    private static final List<String> WHOLE_NETWORK =
            List.of("n_stages", "features_per_stage", "conv_op", "kernel_sizes", "strides", "n_conv_per_stage_decoder");

    private final JsonCursor place;
    private final String name;
    private final Map<String, JsonCursor> fields;

    private ResolvedConfiguration(JsonCursor place, String name, Map<String, JsonCursor> fields) {
        this.place = place;
        this.name = name;
        this.fields = fields;
    }

    /**
     * Resolves what a configuration inherits.
     *
     * @param configurations the plans' field of that name
     */
    public static ResolvedConfiguration of(JsonCursor configurations, String name) {
        List<JsonCursor> chain = new ArrayList<>();
        List<String> names = new ArrayList<>();
        JsonCursor place = configurations.field(name);
        names.add(name);
        chain.add(place);
        Optional<JsonCursor> parent = place.find(INHERITS_FROM);
        while (parent.isPresent()) {
            String parentName = parent.get().text();
            if (names.contains(parentName)) {
                throw parent.get().failure("inherits in a circle: " + String.join(" -> ", names) + " -> " + parentName);
            }
            parent.get().oneOf(configurations.names());
            names.add(parentName);
            chain.add(configurations.field(parentName));
            parent = configurations.field(parentName).find(INHERITS_FROM);
        }
        Map<String, JsonCursor> fields = new LinkedHashMap<>();
        for (int i = chain.size() - 1; i >= 0; i--) {
            for (String field : chain.get(i).names()) {
                if (!field.equals(INHERITS_FROM)) {
                    fields.merge(field, chain.get(i).field(field), (inherited, own) -> laid(field, inherited, own));
                }
            }
        }
        return new ResolvedConfiguration(place, name, fields);
    }

    private static JsonCursor laid(String field, JsonCursor inherited, JsonCursor own) {
        if (!field.equals(ARCHITECTURE) || isWholeNetwork(own.node()) || !(own.node() instanceof ObjectNode fields)) {
            return own;
        }
        return inherited.node() instanceof ObjectNode parent ? own.with(merged(parent, fields)) : own;
    }

    private static boolean isWholeNetwork(JsonNode architecture) {
        JsonNode args = architecture.path("arch_kwargs");
        return architecture.has("network_class_name")
                && WHOLE_NETWORK.stream().allMatch(args::has)
                && (args.has("n_conv_per_stage") || args.has("n_blocks_per_stage"));
    }

    /** Objects are merged, all else is replaced; a copy. */
    public static ObjectNode merged(ObjectNode under, JsonNode over) {
        ObjectNode merged = under.deepCopy();
        over.properties()
                .forEach(field -> merged.set(
                        field.getKey(),
                        merged.get(field.getKey()) instanceof ObjectNode old
                                        && field.getValue().isObject()
                                ? merged(old, field.getValue())
                                : field.getValue().deepCopy()));
        return merged;
    }

    String name() {
        return name;
    }

    JsonCursor field(String field) {
        JsonCursor found = fields.get(field);
        if (found == null) {
            throw place.failure("field \"" + field + "\" is missing, here and in what it inherits from");
        }
        return found;
    }

    Optional<JsonCursor> find(String field) {
        return Optional.ofNullable(fields.get(field)).filter(c -> !c.node().isNull());
    }

    /** All fields, inherited ones included. */
    public ObjectNode json() {
        ObjectNode json = Json.mapper().createObjectNode();
        fields.forEach((field, value) -> json.set(field, value.node()));
        return json;
    }
}

package io.nephrite.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code docs/openapi.json}: the REST resources of all services in one document. Each method of a path names its service. The tests
 * of a service hold its part against what the service itself says, and the document against the form in which they
 * write it; run with {@code -Dnephrite.write=true}, they write it.
 */
public final class OpenApiDocument {
    private static final Path FILE = Path.of("../docs/openapi.json");
    private static final String SERVICE = "x-service";

    /** Two blanks a level, {@code "name": value}, each element of an array on a line of its own. */
    private static final DefaultPrettyPrinter FORM = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator(""))
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n"));

    private OpenApiDocument() {}

    /**
     * Compares the published document with what a service serves.
     *
     * @param service such as {@code eval-service}
     * @param served what the service answers to {@code /q/openapi?format=json}
     */
    public static void check(String service, byte[] served) throws IOException {
        JsonNode part = Json.tree(served);
        if (Boolean.getBoolean("nephrite.write")) {
            write(service, part);
        }
        JsonNode document = Json.tree(Files.readAllBytes(FILE));
        assertThat(FILE)
                .as("form of the document; write it with -Dnephrite.write=true")
                .content()
                .isEqualTo(text(document));
        Map<String, JsonNode> expected = new TreeMap<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            ObjectNode operations = path.getValue().deepCopy();
            operations.properties().removeIf(entry -> entry.getValue().isObject() && !isOf(service, entry.getValue()));
            if (hasOperations(operations)) {
                operations.forEach(entry -> {
                    if (entry instanceof ObjectNode operation) {
                        operation.remove(SERVICE);
                    }
                });
                expected.put(path.getKey(), operations);
            }
        }
        assertThat(new TreeMap<>(byName(part.path("paths")))).isNotEmpty().isEqualTo(expected);
        byName(part.at("/components/schemas"))
                .forEach((name, schema) -> assertThat(
                                document.path("components").path("schemas").path(name))
                        .as("schema %s", name)
                        .isEqualTo(schema));
    }

    private static void write(String service, JsonNode part) throws IOException {
        ObjectNode document = Files.exists(FILE)
                ? (ObjectNode) Json.tree(Files.readAllBytes(FILE))
                : Json.mapper().createObjectNode();
        Map<String, JsonNode> paths = new TreeMap<>(byName(document.path("paths")));
        paths.values().forEach(path -> path.properties().removeIf(entry -> isOf(service, entry.getValue())));
        byName(part.path("paths")).forEach((name, path) -> {
            ObjectNode operations = (ObjectNode)
                    paths.computeIfAbsent(name, none -> Json.mapper().createObjectNode());
            for (Map.Entry<String, JsonNode> entry : path.properties()) {
                JsonNode copy = entry.getValue().deepCopy();
                if (copy instanceof ObjectNode operation) {
                    operation.put(SERVICE, service);
                }
                operations.set(entry.getKey(), copy);
            }
        });
        paths.values().removeIf(path -> !hasOperations(path));
        Map<String, JsonNode> schemas = new TreeMap<>(byName(document.at("/components/schemas")));
        schemas.putAll(byName(part.at("/components/schemas")));
        ObjectNode whole = Json.mapper().createObjectNode();
        whole.put("openapi", part.path("openapi").asText());
        whole.putObject("info")
                .put("title", "Nephrite")
                .put("version", "1.0.0")
                .put(
                        "description",
                        "REST resources of all services; x-service names the service of each. Every fault is answered"
                                + " with application/problem+json (RFC 9457): 400 for a request that is wrong, 404 for what"
                                + " is not there, 401 for a login that is missing, 403 for one without the role that is"
                                + " named, 409 for what its state does not allow, 503 while store or broker are"
                                + " away.");
        whole.set("paths", Json.mapper().valueToTree(paths));
        ObjectNode components = whole.putObject("components");
        components.set("schemas", Json.mapper().valueToTree(schemas));
        components.set("securitySchemes", part.at("/components/securitySchemes"));
        Files.writeString(FILE, text(whole));
    }

    private static String text(JsonNode document) throws IOException {
        return Json.mapper().writer(FORM).writeValueAsString(document) + "\n";
    }

    /** A path has parameters of all its methods beside these. */
    private static boolean hasOperations(JsonNode path) {
        return path.properties().stream().anyMatch(entry -> entry.getValue().isObject());
    }

    /** Two services may have methods of the same path. */
    private static boolean isOf(String service, JsonNode operation) {
        return operation.path(SERVICE).asText().equals(service);
    }

    private static Map<String, JsonNode> byName(JsonNode object) {
        Map<String, JsonNode> values = new TreeMap<>();
        object.properties().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        return values;
    }
}

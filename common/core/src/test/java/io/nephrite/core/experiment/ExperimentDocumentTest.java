package io.nephrite.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.FaultTreatment;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares {@code docs/experiment.schema.json} and {@code docs/experiment.md} with the code that reads experiment.json. */
class ExperimentDocumentTest {
    private static final Path DOCS = Path.of("../../docs");
    private static final Path SCHEMA = DOCS.resolve("experiment.schema.json");
    private static final Path PAGE = DOCS.resolve("experiment.md");
    private static final Path RECIPES = Path.of("../../deploy/recipes");

    private static JsonNode schema;
    private static JsonSchema validator;

    /** On a wanted change run with {@code -Dnephrite.write=true}: the codes of the faults are written anew. */
    @BeforeAll
    static void readSchema() throws IOException {
        schema = Json.mapper().readTree(Files.readAllBytes(SCHEMA));
        if (Boolean.getBoolean("nephrite.write")) {
            ObjectNode faults = (ObjectNode) schema.at("/properties/faults");
            faults.put("additionalProperties", false);
            faults.set("properties", faultCodes());
            Files.writeString(SCHEMA, new String(Json.pretty(schema), StandardCharsets.UTF_8) + "\n");
        }
        validator =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
    }

    @Test
    void schemaHasEveryFieldOfTheRecordsAndNoOther() {
        Set<String> inSchema = new TreeSet<>();
        fields().forEach((path, field) -> inSchema.add(path));
        Set<String> inCode = new TreeSet<>();
        components(Experiment.class, "", inCode);

        assertThat(inSchema).isEqualTo(inCode);
    }

    /** Lists each code: one that cannot be lowered may only be an error. */
    @Test
    void schemaHasEveryCodeOfAFault() {
        assertThat(schema.at("/properties/faults/properties")).isEqualTo(faultCodes());
    }

    @Test
    void pageSaysWhatTheSchemaSays() throws IOException {
        String made = ExperimentTable.of(schema);
        if (Boolean.getBoolean("nephrite.write")) {
            Files.writeString(PAGE, made);
        }
        assertThat(PAGE).content().isEqualTo(made);
    }

    @Test
    void defaultsAreThoseOfTheCode() {
        JsonNode code = Json.mapper().valueToTree(parse("""
                {"rawResampling": {"spacingMm": [1, 1, 1]}, "evaluation": {}, "choice": {}}"""));
        fields().forEach((path, field) -> {
            JsonNode value = code.at("/" + path.replace('.', '/'));
            JsonNode documented = field.path("default");
            if (documented.isMissingNode()) {
                assertThat(path.equals("rawResampling.spacingMm") || value.isMissingNode() || value.isNull())
                        .as("%s has no default, but is %s in the code", path, value)
                        .isTrue();
                assertThat(field.path("x-absent").asText()).as(path).isNotBlank();
            } else if (documented.isNumber()) {
                assertThat(value.doubleValue()).as(path).isEqualTo(documented.doubleValue());
            } else if (documented.isContainerNode()) {
                assertThat(value.isMissingNode() || value.isEmpty()).as(path).isTrue();
            } else {
                assertThat(value).as(path).isEqualTo(documented);
            }
        });
    }

    /** The last allowed value on each side is taken, and the next one is refused: by the code and by the schema. */
    @ParameterizedTest
    @MethodSource("boundaries")
    void rangesAreThoseOfTheCode(String path, JsonNode value, boolean allowed) {
        byte[] document = with(path, value);
        if (allowed) {
            assertThatCode(() -> Experiment.parse(document)).as(path).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> Experiment.parse(document))
                    .isInstanceOf(PipelineException.class)
                    .hasMessageContaining("/" + path.replace('.', '/'));
        }
        assertThat(isValid(document)).as("%s %s in the schema", path, value).isEqualTo(allowed);
    }

    static Stream<Arguments> boundaries() {
        Stream.Builder<Arguments> out = Stream.builder();
        fields().forEach((path, field) -> {
            boolean integer = field.path("type").path(0).asText().equals("integer");
            JsonNode min = field.path("minimum");
            JsonNode max = field.path("maximum");
            if (min.isNumber()) {
                out.add(Arguments.of(path, min, true));
                out.add(Arguments.of(path, below(min, integer), false));
            }
            if (max.isNumber()) {
                out.add(Arguments.of(path, max, true));
                out.add(Arguments.of(path, above(max, integer), false));
            }
            if (field.has("exclusiveMinimum")) {
                JsonNode limit = field.get("exclusiveMinimum");
                out.add(Arguments.of(path, limit, false));
                out.add(Arguments.of(path, DoubleNode.valueOf(Math.nextUp(limit.doubleValue())), true));
            }
            field.path("enum").forEach(value -> out.add(Arguments.of(path, value, true)));
            if (field.has("enum")) {
                out.add(Arguments.of(path, TextNode.valueOf("other"), false));
            }
            if (field.has("minItems")) {
                out.add(Arguments.of(path, Json.mapper().createArrayNode(), false));
            }
            out.add(Arguments.of(path, wrongType(field), false));
        });
        return out.build();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'epochs': 3}",
                "{'training': {'epoch': 3}}",
                "{'folds': ['one']}",
                "{'folds': [1000]}",
                "{'folds': ['1000']}",
                "{'configurations': [' ']}",
                "{'rawResampling': {}}",
                "{'rawResampling': {'spacingMm': [1, 1]}}",
                "{'rawResampling': {'spacingMm': [1, 0, 1]}}",
                "{'planner': {'overrides': {'2d': 3}}}",
                "{'faults': {'COUNT_DIFFER': 'ignore'}}",
                "{'faults': {'COUNT_DIFFERS': 'off'}}",
                "{'faults': {'GZIP_CORRUPT': 'warning'}}",
                "{'continueFrom': 'a/b'}",
                "{'training': {'initialWeights': 'D/latest'}}",
                "[]",
            })
    void whatTheCodeRefusesTheSchemaRefusesToo(String json) {
        byte[] document = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Experiment.parse(document)).isInstanceOf(PipelineException.class);
        assertThat(isValid(document)).as(json).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'$schema': 'experiment.schema.json', 'folds': [0, 'all', '7'], 'planner': null}",
                "{'faults': {'COUNT_DIFFERS': 'ignore', 'GZIP_CORRUPT': 'error'}}",
                "{'training': {'initialWeights': 'Dataset040_KiTS/0123456789abcdef'}}",
            })
    void whatTheCodeTakesTheSchemaTakesToo(String json) {
        byte[] document = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        assertThatCode(() -> Experiment.parse(document)).doesNotThrowAnyException();
        assertThat(isValid(document)).as(json).isTrue();
    }

    @Test
    void takesEveryRecipeAndWhatTheCodeWrites() throws IOException {
        List<Path> recipes;
        try (Stream<Path> files = Files.list(RECIPES)) {
            recipes = files.sorted().toList();
        }
        assertThat(recipes).hasSizeGreaterThan(2);
        for (Path recipe : recipes) {
            byte[] document = Files.readAllBytes(recipe);
            assertThat(isValid(document)).as(recipe.toString()).isTrue();
            assertThat(isValid(Json.bytes(Experiment.parse(document))))
                    .as(recipe.toString())
                    .isTrue();
        }
        assertThat(isValid(Json.bytes(Experiment.defaults()))).isTrue();
    }

    /** Path with dots, then the description; groups are not listed themselves. */
    private static Map<String, JsonNode> fields() {
        if (schema == null) {
            try {
                schema = Json.mapper().readTree(Files.readAllBytes(SCHEMA));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Map<String, JsonNode> fields = new TreeMap<>();
        schema.get("properties").properties().forEach(field -> {
            if (ExperimentTable.isGroup(field.getValue())) {
                field.getValue()
                        .get("properties")
                        .properties()
                        .forEach(part -> fields.put(field.getKey() + "." + part.getKey(), part.getValue()));
            } else if (!field.getKey().startsWith("$")) {
                fields.put(field.getKey(), field.getValue());
            }
        });
        return fields;
    }

    private static void components(Class<?> type, String group, Set<String> out) {
        for (RecordComponent component : type.getRecordComponents()) {
            Type generic = component.getGenericType();
            if (generic instanceof ParameterizedType optional && optional.getRawType() == Optional.class) {
                generic = optional.getActualTypeArguments()[0];
            }
            if (generic instanceof Class<?> part && part.isRecord()) {
                components(part, group + component.getName() + ".", out);
            } else {
                out.add(group + component.getName());
            }
        }
    }

    private static ObjectNode faultCodes() {
        ObjectNode codes = Json.mapper().createObjectNode();
        for (FaultCode code : FaultCode.values()) {
            ArrayNode allowed = codes.putObject(code.name()).putArray("enum");
            allowed.add(FaultTreatment.ERROR.json());
            if (code.canBeLowered()) {
                allowed.add(FaultTreatment.WARNING.json()).add(FaultTreatment.IGNORE.json());
            }
        }
        return codes;
    }

    private static JsonNode below(JsonNode min, boolean integer) {
        return integer ? LongNode.valueOf(min.longValue() - 1) : DoubleNode.valueOf(Math.nextDown(min.doubleValue()));
    }

    private static JsonNode above(JsonNode max, boolean integer) {
        return integer
                ? BigIntegerNode.valueOf(BigInteger.valueOf(max.longValue()).add(BigInteger.ONE))
                : DoubleNode.valueOf(Math.nextUp(max.doubleValue()));
    }

    private static JsonNode wrongType(JsonNode field) {
        return field.path("type").path(0).asText().equals("boolean") ? TextNode.valueOf("true") : BooleanNode.TRUE;
    }

    private static byte[] with(String path, JsonNode value) {
        ObjectNode document = Json.mapper().createObjectNode();
        int dot = path.indexOf('.');
        if (dot < 0) {
            document.set(path, value);
        } else {
            ObjectNode group = document.putObject(path.substring(0, dot));
            if (path.startsWith("rawResampling.")) {
                group.putArray("spacingMm").add(1).add(1).add(1);
            }
            group.set(path.substring(dot + 1), value);
        }
        return Json.bytes(document);
    }

    private static boolean isValid(byte[] document) {
        try {
            return validator.validate(Json.mapper().readTree(document)).isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Experiment parse(String json) {
        return Experiment.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}

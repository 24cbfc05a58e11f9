package io.nephrite.core.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes {@code docs/experiment.md} from the schema, so that there is one description of experiment.json. */
final class ExperimentTable {
    private static final String TITLE_ROW = """
            | field | type | allowed | default | what it does | what is computed again |
            |---|---|---|---|---|---|
            """;

    private ExperimentTable() {}

    static String of(JsonNode schema) {
        StringBuilder out = new StringBuilder("""
                # experiment.json

                What you ask for that differs from nnU-Net's defaults. The file lies beside dataset.json, or is given
                with `./nephrite run DIR --experiment FILE`. Every field may be left out; then it is as nnU-Net does it.
                `deploy/recipes/` has examples.

                The file is read strictly. An unknown field, a wrong type or an impossible value is an error that names the
                place, such as `/training/epochs`. [experiment.schema.json](experiment.schema.json) is a JSON Schema
                (2020-12) of the same rules. An editor that knows JSON Schema checks the file while you write, if the file
                names the schema in `"$schema"`.

                **What is computed again.** A changed experiment makes a new version of the dataset. Old versions and their
                results stay. A new version takes over every check, fingerprint, preprocessed case and training whose input
                is the same as before. It always predicts its validation cases, measures them and writes its report. The
                last column says what else a change of the field computes again.

                """);
        List<String> plain = new ArrayList<>();
        List<Map.Entry<String, JsonNode>> groups = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : schema.get("properties").properties()) {
            if (field.getKey().startsWith("$")) {
                continue;
            }
            if (isGroup(field.getValue())) {
                groups.add(field);
            } else {
                plain.add(row("", field.getKey(), field.getValue()));
            }
        }
        out.append("## Fields\n\n").append(TITLE_ROW);
        plain.forEach(out::append);
        for (Map.Entry<String, JsonNode> group : groups) {
            out.append("\n## `")
                    .append(group.getKey())
                    .append("`\n\n")
                    .append(group.getValue().get("description").textValue())
                    .append("\n\n")
                    .append(TITLE_ROW);
            for (Map.Entry<String, JsonNode> field :
                    group.getValue().get("properties").properties()) {
                out.append(row(group.getKey() + ".", field.getKey(), field.getValue()));
            }
        }
        return out.append("""

                This page is written from the schema by `ExperimentDocumentTest` with `-Dnephrite.write=true`; the same test
                compares the schema with the code.
                """).toString();
    }

    /** An object with fields of its own; {@code faults} has one for each code, which another page lists. */
    static boolean isGroup(JsonNode field) {
        return field.has("properties") && !field.has("x-again");
    }

    private static String row(String group, String name, JsonNode field) {
        return "| `" + group + name + "` | " + type(field) + " | " + allowed(field) + " | " + standard(field) + " | "
                + field.get("description").textValue() + " | "
                + field.get("x-again").textValue() + " |\n";
    }

    private static String type(JsonNode field) {
        String unit = field.has("x-unit") ? ", " + field.get("x-unit").textValue() : "";
        if (field.has("enum")) {
            return "text";
        }
        JsonNode types = field.get("type");
        String type = types.isArray() ? types.get(0).textValue() : types.textValue();
        return switch (type) {
                    case "array" ->
                        "list of " + (field.at("/items/type").asText().equals("number") ? "numbers" : "texts");
                    case "string" -> "text";
                    case "boolean" -> "true or false";
                    default -> type;
                }
                + unit;
    }

    private static String allowed(JsonNode field) {
        if (field.has("enum")) {
            List<String> values = new ArrayList<>();
            field.get("enum").forEach(value -> {
                if (!value.isNull()) {
                    values.add("`" + value.textValue() + "`");
                }
            });
            return String.join(", ", values);
        }
        if (field.path("pattern").asText().startsWith("^")) {
            return "`" + field.get("pattern").textValue() + "`";
        }
        if (field.at("/items/exclusiveMinimum").isNumber()) {
            return field.get("minItems") + " values > 0";
        }
        if (field.has("exclusiveMinimum")) {
            return "> " + field.get("exclusiveMinimum");
        }
        if (field.has("minimum")) {
            boolean open = field.get("maximum").asLong() >= Integer.MAX_VALUE;
            return open
                    ? "≥ " + number(field.get("minimum"))
                    : number(field.get("minimum")) + " to " + number(field.get("maximum"));
        }
        if (field.has("minItems")) {
            return "one or more, each once";
        }
        return "";
    }

    private static String standard(JsonNode field) {
        JsonNode value = field.path("default");
        if (value.isMissingNode()) {
            return field.get("x-absent").textValue();
        }
        if (value.isContainerNode()) {
            return "none";
        }
        return "`" + (value.isNumber() ? number(value) : value.asText()) + "`";
    }

    private static String number(JsonNode value) {
        String text = value.asText();
        text = text.replace(".0E", "e").replace("E", "e");
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}

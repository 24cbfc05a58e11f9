package io.nephrite.core.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A place in a JSON document that a person wrote. Reads strictly; what is wrong is named by document, JSON pointer,
 * what was found and what was expected.
 */
public final class JsonCursor {
    private static final ObjectReader STRICT = Json.mapper()
            .readerFor(JsonNode.class)
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final int SHOWN_CHARACTERS = 120;

    private final String document;
    private final FailureCode code;
    private final String pointer;
    private final JsonNode node;

    private JsonCursor(String document, FailureCode code, String pointer, JsonNode node) {
        this.document = document;
        this.code = code;
        this.pointer = pointer;
        this.node = node;
    }

    /**
     * @param document name of the document in messages, such as {@code experiment.json}
     * @param code of the exceptions
     */
    public static JsonCursor parse(byte[] bytes, String document, FailureCode code) {
        JsonNode tree;
        try {
            tree = STRICT.readValue(bytes);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new PipelineException(code, document + ": not valid JSON" + where + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new PipelineException(code, document + ": not valid JSON: " + e.getMessage(), e);
        }
        if (tree == null || tree.isMissingNode()) {
            throw new PipelineException(code, document + ": empty, expected a JSON object");
        }
        return new JsonCursor(document, code, "", tree);
    }

    /** At a given place of a document that is parsed already. */
    public static JsonCursor at(String document, FailureCode code, String pointer, JsonNode node) {
        return new JsonCursor(document, code, pointer, node);
    }

    public JsonNode node() {
        return node;
    }

    /** JSON pointer (RFC 6901); empty at the root. */
    public String pointer() {
        return pointer;
    }

    /** The exception that says what stands here and what was expected; nothing is thrown. */
    public PipelineException expected(String expectation) {
        return failure("found " + shown() + ", expected " + expectation);
    }

    /** An exception about this place; nothing is thrown. */
    public PipelineException failure(String message) {
        return new PipelineException(code, document + " " + (pointer.isEmpty() ? "/" : pointer) + ": " + message);
    }

    /** Refuses fields that are not listed. */
    public JsonCursor allowOnly(String... names) {
        object();
        node.fieldNames().forEachRemaining(name -> {
            if (!Arrays.asList(names).contains(name)) {
                throw child(name, node.get(name))
                        .failure("unknown field" + nearest(name, names) + "; known here: "
                                + String.join(", ", new TreeSet<>(Arrays.asList(names))));
            }
        });
        return this;
    }

    /** A field that must be there. */
    public JsonCursor field(String name) {
        object();
        JsonNode value = node.get(name);
        if (value == null) {
            throw failure("field \"" + name + "\" is missing");
        }
        return child(name, value);
    }

    /** A field that may be absent or null. */
    public Optional<JsonCursor> find(String name) {
        object();
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(child(name, value));
    }

    /** Names of the fields, in the document's order. */
    public List<String> names() {
        object();
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    public List<JsonCursor> elements() {
        if (!node.isArray()) {
            throw expected("a list");
        }
        List<JsonCursor> elements = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            elements.add(new JsonCursor(document, code, pointer + "/" + i, node.get(i)));
        }
        return elements;
    }

    public List<JsonCursor> elements(int count) {
        List<JsonCursor> elements = elements();
        if (elements.size() != count) {
            throw expected("a list of " + count + " values");
        }
        return elements;
    }

    public String text() {
        if (!node.isTextual() || node.textValue().isBlank()) {
            throw expected("a text that is not empty");
        }
        return node.textValue();
    }

    public String oneOf(List<String> allowed) {
        if (!node.isTextual() || !allowed.contains(node.textValue())) {
            String[] names = allowed.toArray(String[]::new);
            throw expected("one of " + String.join(", ", allowed) + (node.isTextual() ? nearest(text(), names) : ""));
        }
        return node.textValue();
    }

    public boolean flag() {
        if (!node.isBoolean()) {
            throw expected("true or false");
        }
        return node.booleanValue();
    }

    public int integer(int min, int max) {
        return (int) whole(min, max);
    }

    /** One of a few integers, which are ascending. */
    public int integer(List<Integer> allowed) {
        return allowed.stream()
                .filter(a -> node.isNumber() && node.doubleValue() == a)
                .findFirst()
                .orElseThrow(
                        () -> expected(allowed.stream().map(String::valueOf).collect(Collectors.joining(" or "))
                                + nearest(closest(allowed))));
    }

    private int closest(List<Integer> allowed) {
        return Collections.min(allowed, Comparator.comparingDouble(a -> Math.abs(a - node.doubleValue())));
    }

    /** An integer; 3.0 counts as one. */
    public long whole(long min, long max) {
        boolean integral =
                node.isNumber() && node.canConvertToLong() && node.doubleValue() == Math.rint(node.doubleValue());
        if (!integral || node.longValue() < min || node.longValue() > max) {
            throw expected("an integer " + range(min, max)
                    + nearest(Math.max(min, Math.min(max, Math.round(node.doubleValue())))));
        }
        return node.longValue();
    }

    /** A finite number, min ≤ value ≤ max. */
    public double number(double min, double max) {
        if (!node.isNumber() || !(node.doubleValue() >= min && node.doubleValue() <= max)) {
            throw expected(
                    "a number from " + min + " to " + max + nearest(Math.max(min, Math.min(max, node.doubleValue()))));
        }
        return node.doubleValue();
    }

    /** A finite number above zero. */
    public double positive() {
        if (!node.isNumber() || !(node.doubleValue() > 0) || Double.isInfinite(node.doubleValue())) {
            throw expected("a number > 0");
        }
        return node.doubleValue();
    }

    private void object() {
        if (!node.isObject()) {
            throw expected("an object");
        }
    }

    private JsonCursor child(String name, JsonNode value) {
        String escaped = name.replace("~", "~0").replace("/", "~1");
        return new JsonCursor(document, code, pointer + "/" + escaped, value);
    }

    private String shown() {
        String text = node.toString();
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
    }

    private static String range(long min, long max) {
        return max == Long.MAX_VALUE || max == Integer.MAX_VALUE ? "≥ " + min : "from " + min + " to " + max;
    }

    /** Where a number stands here, but not one that is allowed. */
    private String nearest(Number valid) {
        return node.isNumber() ? ", nearest valid " + valid : "";
    }

    /** A hint at the closest name where one is close. */
    private static String nearest(String name, String... known) {
        String best = "";
        int bestDistance = 4;
        for (String candidate : known) {
            int distance = editDistance(name, candidate);
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return best.isEmpty() ? "" : ", did you mean \"" + best + "\"?";
    }

    private static int editDistance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substituted, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}

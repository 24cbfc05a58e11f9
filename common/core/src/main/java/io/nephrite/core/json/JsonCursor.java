package io.nephrite.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.text.NearestName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A place in a JSON document that a person wrote. Reads strictly; what is wrong is named by document, JSON pointer,
 * what was found and what was expected.
 */
public final class JsonCursor {
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
     * Reads a document and returns a cursor at its root.
     *
     * @param document name of the document in messages, such as {@code experiment.json}
     * @param code of the exceptions
     */
    public static JsonCursor parse(byte[] bytes, String document, FailureCode code) {
        try {
            return new JsonCursor(document, code, "", StrictJson.parse(bytes));
        } catch (InvalidJsonException e) {
            throw new PipelineException(
                    code,
                    document + ": not valid JSON" + (e.place().isEmpty() ? "" : " at " + e.place()) + ": found "
                            + e.found() + ", expected " + e.expected(),
                    e);
        }
    }

    /** At a given place of a document that is parsed already. */
    public static JsonCursor at(String document, FailureCode code, String pointer, JsonNode node) {
        return new JsonCursor(document, code, pointer, node);
    }

    public JsonNode node() {
        return node;
    }

    /** Of the field whose value stands here, or the place in a list; empty at the root. */
    public String name() {
        return pointer.substring(pointer.lastIndexOf('/') + 1)
                .replace("~1", "/")
                .replace("~0", "~");
    }

    /** JSON pointer (RFC 6901); empty at the root. */
    public String pointer() {
        return pointer;
    }

    /** The exception that says what stands here and what was expected; nothing is thrown. */
    public PipelineException expected(String expectation) {
        return unexpected("found " + shown() + ", expected " + expectation, shown(), expectation);
    }

    private UnexpectedJsonException unexpected(String message, String found, String expectation) {
        return new UnexpectedJsonException(code, placed(message), pointer, found, expectation);
    }

    /** An exception about this place; nothing is thrown. */
    public PipelineException failure(String message) {
        return new PipelineException(code, placed(message));
    }

    private String placed(String message) {
        return document + " " + (pointer.isEmpty() ? "/" : pointer) + ": " + message;
    }

    /** Refuses fields that are not listed. */
    public JsonCursor allowOnly(String... names) {
        object();
        node.fieldNames().forEachRemaining(name -> {
            if (!Arrays.asList(names).contains(name)) {
                throw child(name, node.get(name)).unknown(names);
            }
        });
        return this;
    }

    /** The exception that says that a field of this name does not belong here; nothing is thrown. */
    public PipelineException unknown(String... known) {
        String name = pointer.substring(pointer.lastIndexOf('/') + 1)
                .replace("~1", "/")
                .replace("~0", "~");
        return failure("unknown field" + nearest(name, known) + "; known here: "
                + String.join(", ", new TreeSet<>(Arrays.asList(known))));
    }

    /** The same place with another value. */
    public JsonCursor with(JsonNode other) {
        return new JsonCursor(document, code, pointer, other);
    }

    /** A field that must be there. */
    public JsonCursor field(String name) {
        object();
        JsonNode value = node.get(name);
        if (value == null) {
            throw unexpected("field \"" + name + "\" is missing", "no field \"" + name + "\"", "it");
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

    /**
     * Reads one of the allowed values.
     *
     * @param text of each allowed value in the document
     */
    public <T> T oneOf(T[] allowed, Function<T, String> text) {
        String found = oneOf(Arrays.stream(allowed).map(text).toList());
        return Arrays.stream(allowed)
                .filter(value -> text.apply(value).equals(found))
                .findFirst()
                .orElseThrow();
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
                    + nearest(Math.max(min, Math.min(max, Math.round(node.doubleValue()))))
                    + unquoted());
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

    /** Where a number stands here as text. */
    private String unquoted() {
        return node.isTextual() && node.textValue().matches("-?\\d{1,9}") ? ", without quotes" : "";
    }

    /** A hint at the closest name where one is close. */
    private static String nearest(String name, String... known) {
        return NearestName.of(name, Arrays.asList(known))
                .map(best -> ", did you mean \"" + best + "\"?")
                .orElse("");
    }
}

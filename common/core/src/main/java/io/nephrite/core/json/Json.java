package io.nephrite.core.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.Objects;
import java.util.stream.Collectors;

/** The one JSON mapper: unknown fields are ignored, absent values are left out, map keys are sorted. */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private static final ObjectReader WHOLE = MAPPER.reader().with(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    private Json() {}

    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** Compact form, for events and markers. */
    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "cannot write " + value.getClass().getSimpleName(), e);
        }
    }

    /** Indented form, for documents that people open. */
    public static byte[] pretty(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "cannot write " + value.getClass().getSimpleName(), e);
        }
    }

    /**
     * Reads a value from JSON.
     *
     * @throws IllegalArgumentException that names the place where the bytes are not a {@code type}; null is none
     */
    public static <T> T read(byte[] bytes, Class<T> type) {
        return read(bytes, MAPPER.readerFor(type), type);
    }

    /** The same, and a number or a truth value that is missing is a fault, and not 0 or false. */
    public static <T> T readWhole(byte[] bytes, Class<T> type) {
        return read(bytes, WHOLE.forType(type), type);
    }

    private static <T> T read(byte[] bytes, ObjectReader reader, Class<T> type) {
        T value;
        try {
            value = reader.readValue(bytes);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a " + type.getSimpleName() + ": " + reason(e), e);
        }
        // no caller asks for null, and its failure there would name neither the document nor what is wrong with it
        if (value == null) {
            throw new IllegalArgumentException("not a " + type.getSimpleName() + ": null");
        }
        return value;
    }

    /** What is wrong, in our words: those of the library are for programmers. */
    private static String reason(IOException failure) {
        if (failure instanceof JsonMappingException mapping
                && !mapping.getPath().isEmpty()) {
            String pointer = mapping.getPath().stream()
                    .map(r -> "/" + (r.getFieldName() == null ? r.getIndex() : r.getFieldName()))
                    .collect(Collectors.joining());
            return pointer + ": " + ofValue(mapping);
        }
        if (failure instanceof JsonMappingException mapping) {
            return ofValue(mapping);
        }
        if (failure instanceof JsonProcessingException broken) {
            JsonLocation place = broken.getLocation();
            return "found no valid JSON"
                    + (place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr());
        }
        return Objects.requireNonNullElse(failure.getMessage(), "it cannot be read");
    }

    private static String ofValue(JsonMappingException mapping) {
        // what our own records say of a value
        return mapping instanceof ValueInstantiationException
                        && mapping.getCause() instanceof IllegalArgumentException own
                ? Objects.requireNonNullElse(own.getMessage(), "found a value that cannot be used")
                : "found another value than expected, or none";
    }

    public static JsonNode tree(byte[] bytes) {
        return read(bytes, JsonNode.class);
    }
}

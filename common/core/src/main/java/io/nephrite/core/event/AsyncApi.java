package io.nephrite.core.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.json.Json;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The AsyncAPI 3.0 document of all topics, made from the event records themselves, so that it cannot say anything else
 * than the code. A test holds {@code docs/asyncapi.json} against it.
 */
public final class AsyncApi {
    private AsyncApi() {}

    public static ObjectNode document() {
        ObjectNode doc = Json.mapper().createObjectNode();
        doc.put("asyncapi", "3.0.0");
        doc.putObject("info")
                .put("title", "Nephrite events")
                .put("version", "1.0.0")
                .put(
                        "description",
                        "CloudEvents 1.0 in binary mode (headers ce_*). Events carry object keys, never voxels. "
                                + "Within v1 only optional fields are added.");
        ObjectNode channels = doc.putObject("channels");
        ObjectNode schemas = Json.mapper().createObjectNode();
        for (Topic topic : Topic.values()) {
            String message = topic.eventType().getSimpleName();
            ObjectNode channel = channels.putObject(topic.topicName());
            channel.put("address", topic.topicName());
            ObjectNode body = channel.putObject("messages").putObject(message);
            body.put("name", topic.cloudEventType());
            body.put("contentType", "application/json");
            body.putObject("payload").put("$ref", "#/components/schemas/" + message);
            record(topic.eventType(), schemas);
        }
        doc.putObject("components").set("schemas", schemas);
        return doc;
    }

    private static void record(Class<?> type, ObjectNode schemas) {
        if (schemas.has(type.getSimpleName())) {
            return;
        }
        ObjectNode schema = schemas.putObject(type.getSimpleName());
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        for (RecordComponent component : type.getRecordComponents()) {
            properties.set(component.getName(), schema(component.getGenericType(), schemas));
            boolean leftOutWhereEmpty = component.getAccessor().isAnnotationPresent(JsonInclude.class);
            if (!leftOutWhereEmpty && !isOptional(component.getGenericType())) {
                required.add(component.getName());
            }
        }
    }

    private static ObjectNode schema(Type type, ObjectNode schemas) {
        ObjectNode node = Json.mapper().createObjectNode();
        if (type instanceof ParameterizedType generic) {
            Type argument = generic.getActualTypeArguments()[0];
            if (generic.getRawType() == Optional.class) {
                return schema(argument, schemas);
            }
            if (Collection.class.isAssignableFrom((Class<?>) generic.getRawType())) {
                node.put("type", "array").set("items", schema(argument, schemas));
                return node;
            }
        } else if (type instanceof Class<?> plain) {
            if (plain == String.class) {
                return node.put("type", "string");
            }
            if (plain == Instant.class) {
                return node.put("type", "string").put("format", "date-time");
            }
            if (plain == int.class || plain == long.class || plain == Long.class || plain == Integer.class) {
                return node.put("type", "integer");
            }
            if (plain == double.class || plain == Double.class) {
                return node.put("type", "number");
            }
            if (plain == boolean.class) {
                return node.put("type", "boolean");
            }
            if (plain == OptionalDouble.class) {
                node.putArray("type").add("number").add("null");
                return node;
            }
            if (plain == OptionalLong.class) {
                node.putArray("type").add("integer").add("null");
                return node;
            }
            if (plain.isEnum()) {
                node.put("type", "string");
                ArrayNode values = node.putArray("enum");
                Arrays.stream(plain.getEnumConstants())
                        .map(constant -> Json.mapper().valueToTree(constant).asText())
                        .sorted(Comparator.naturalOrder())
                        .forEach(values::add);
                return node;
            }
            if (plain.isRecord()) {
                record(plain, schemas);
                return node.put("$ref", "#/components/schemas/" + plain.getSimpleName());
            }
        }
        throw new IllegalStateException("no JSON schema for " + type);
    }

    private static boolean isOptional(Type type) {
        return type == OptionalLong.class
                || (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class);
    }
}

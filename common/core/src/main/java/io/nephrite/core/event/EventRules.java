package io.nephrite.core.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.json.Json;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an event must be before anything is done about it: anybody who reaches the broker can send one. Its fields are
 * there; what becomes part of a key is a name as uploads may have it; its keys lie in the folder of its own dataset;
 * and nothing in it that names something can forge a line of a log.
 */
final class EventRules {
    /** Fields that become a part of keys. */
    private static final Set<String> NAMES = Set.of(
            "dataset",
            "version",
            "configuration",
            "fold",
            "caseId",
            "contentId",
            "model",
            "dataIdentifier",
            "trainingId",
            "stage");

    /** Fields with keys end so. */
    private static final String KEY = "Key";

    private EventRules() {}

    /** @throws IllegalArgumentException that says which field is not as it must be */
    static void check(Event event) {
        requireFields((Record) event, event.topic().topicName());
        JsonNode tree = Json.mapper().valueToTree(event);
        tree.path("header").properties().forEach(id -> requireName("header." + id.getKey(), id.getValue()));
        requireNames(tree, "");
        String folder = event.dataset() + "/";
        for (Map.Entry<String, JsonNode> field : tree.properties()) {
            if (field.getKey().endsWith(KEY)) {
                requireKey(field.getKey(), field.getValue(), folder);
            }
        }
        JsonNode files = tree.path("files");
        requireNames(files, "files.");
        String ofFiles = event instanceof ImagePredictionRequested asked ? asked.folder() : folder;
        for (String list : List.of("images", "companions")) {
            files.path(list).forEach(file -> requireKey("files." + list, file.path("key"), ofFiles));
        }
        if (files.hasNonNull("label")) {
            requireKey("files.label", files.path("label").path("key"), ofFiles);
        }
    }

    /** JSON without a field makes a record with null in its place. */
    private static void requireFields(Record value, String path) {
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            Object field;
            try {
                field = component.getAccessor().invoke(value);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException(
                        "cannot read field " + component.getName() + " of " + value.getClass()
                                + "; make it a public record",
                        e);
            }
            String name = path + "." + component.getName();
            if (field == null) {
                throw new IllegalArgumentException(name + " is missing");
            }
            requireParts(field, name);
        }
    }

    private static void requireParts(Object field, String name) {
        if (field instanceof Record part && part.getClass().getName().startsWith("io.nephrite.")) {
            requireFields(part, name);
        } else if (field instanceof List<?> parts) {
            for (int i = 0; i < parts.size(); i++) {
                requireParts(parts.get(i), name + "[" + i + "]");
            }
        } else if (field instanceof Optional<?> part) {
            part.ifPresent(present -> requireParts(present, name));
        }
    }

    private static void requireNames(JsonNode object, String path) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (NAMES.contains(field.getKey())) {
                requireName(path + field.getKey(), field.getValue());
            }
        }
    }

    private static void requireName(String field, JsonNode value) {
        if (!FileNames.isSafeCaseId(value.asText())) {
            throw new IllegalArgumentException(
                    field + " needs " + FileNames.SAFE_CASE_ID + ", found " + FileNames.printable(value.asText()));
        }
    }

    private static void requireKey(String field, JsonNode key, String folder) {
        if (!key.asText().startsWith(folder) || !FileNames.isSafePath(key.asText())) {
            throw new IllegalArgumentException(
                    field + " needs a key that begins with " + folder + ", found " + FileNames.printable(key.asText()));
        }
    }
}

package io.nephrite.core.dataset.description;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.json.JsonCursor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Fields that nnU-Net v2 and v1 both have, or write alike. */
final class CommonFields {
    static final int MOST_CASES = 10_000_000;

    private static final String NUMBER = "0|[1-9]\\d{0,6}";

    private CommonFields() {}

    /** The values of an object whose names are whole numbers, ascending. */
    static Map<Integer, JsonCursor> numbered(JsonCursor object, String example) {
        if (!object.node().isObject() || object.node().isEmpty()) {
            throw object.expected("an object such as " + example);
        }
        Map<Integer, JsonCursor> values = new TreeMap<>();
        for (String name : object.names()) {
            if (!name.matches(NUMBER)) {
                throw object.field(name).expected("whole numbers from 0 on as names, such as " + example);
            }
            values.put(Integer.parseInt(name), object.field(name));
        }
        return values;
    }

    /** Names of the channels in their order. */
    static List<String> channels(JsonCursor object, String example, Findings findings) {
        Map<Integer, JsonCursor> byIndex = numbered(object, example);
        int expected = 0;
        for (int index : byIndex.keySet()) {
            if (index != expected++) {
                findings.add(
                        FaultCode.CHANNELS_NOT_CONSECUTIVE,
                        object.pointer(),
                        "channels " + byIndex.keySet(),
                        "0, 1, 2, … without gaps");
                break;
            }
        }
        return byIndex.values().stream().map(JsonCursor::text).toList();
    }

    /** Patient or other group of a case, where the document names one. */
    static Map<String, String> groups(JsonCursor root, Findings findings) {
        Map<String, String> groups = new HashMap<>();
        root.find("group")
                .flatMap(group ->
                        findings.read(group::names).map(names -> names.stream().map(group::field)))
                .ifPresent(values ->
                        values.forEach(v -> findings.read(v::text).ifPresent(text -> groups.put(v.name(), text))));
        return groups;
    }

    /** The dataset's own name; nothing but messages depends on it. */
    static String name(JsonCursor root) {
        JsonNode name = root.node().path("name");
        return name.isTextual() ? name.textValue() : "";
    }

    /** That the number of cases which is declared is that of the list. */
    static void compareCount(int numTraining, int listed, Findings findings) {
        if (numTraining != listed) {
            findings.add(
                    FaultCode.COUNT_DIFFERS,
                    "/numTraining",
                    "numTraining " + numTraining + " and " + listed + " cases listed",
                    "the same number");
        }
    }

    /** Whether every field's name is a whole number, as in v1's labels. */
    static boolean isNumbered(JsonCursor labels) {
        return labels.node().isObject()
                && !labels.node().isEmpty()
                && labels.names().stream().allMatch(name -> name.matches("\\d+"));
    }

    static Optional<JsonCursor> object(JsonCursor root, String name) {
        return root.find(name).filter(c -> c.node().isObject());
    }
}

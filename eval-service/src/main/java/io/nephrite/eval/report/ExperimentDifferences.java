package io.nephrite.eval.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds the fields in which two experiments differ. */
public final class ExperimentDifferences {
    private static final String ABSENT = "not set";

    private ExperimentDifferences() {}

    /**
     * A setting that differs.
     *
     * @param setting JSON pointer without the first slash, such as {@code training/epochs}
     * @param before value as JSON, or that it is not set
     * @param now value as JSON, or that it is not set
     */
    public record Difference(String setting, String before, String now) {}

    /** From what is used where nobody says anything. */
    public static List<Difference> fromDefaults(Experiment experiment) {
        return between(Experiment.defaults(), experiment);
    }

    /** Ascending by the name of the setting. */
    public static List<Difference> between(Experiment before, Experiment now) {
        Map<String, String> first = settings(before);
        Map<String, String> second = settings(now);
        TreeSet<String> names = new TreeSet<>(first.keySet());
        names.addAll(second.keySet());
        List<Difference> differences = new ArrayList<>();
        for (String name : names) {
            String one = first.getOrDefault(name, ABSENT);
            String other = second.getOrDefault(name, ABSENT);
            if (!one.equals(other)) {
                differences.add(new Difference(name, one, other));
            }
        }
        return differences;
    }

    private static Map<String, String> settings(Experiment experiment) {
        Map<String, String> settings = new TreeMap<>();
        collect("", Json.tree(Json.bytes(experiment)), settings);
        return settings;
    }

    private static void collect(String name, JsonNode node, Map<String, String> settings) {
        if (node.isObject()) {
            node.properties()
                    .forEach(e ->
                            collect(name.isEmpty() ? e.getKey() : name + "/" + e.getKey(), e.getValue(), settings));
        } else if (!node.isNull()) {
            settings.put(name, node.toString());
        }
    }
}

package io.nephrite.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.json.Json;
import io.nephrite.local.client.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The Dice of each case and class of one configuration, out of a report.json, or out of a summary.json as nnU-Net
 * writes it.
 *
 * @param name what is evaluated, for people
 * @param cases case → class → Dice; a class is absent where it is undefined
 */
record EvaluatedResults(String name, SortedMap<String, Map<String, Double>> cases) {
    private static final String REPORT = "report.json";

    EvaluatedResults {
        cases = Collections.unmodifiableSortedMap(new TreeMap<>(cases));
    }

    /**
     * @param place folder of results, or one of the two documents
     * @param configuration of the report; empty where it has only one
     */
    static EvaluatedResults read(Path place, String configuration) throws IOException {
        Path file = Files.isDirectory(place) ? documentIn(place) : place;
        if (!Files.isRegularFile(file)) {
            throw new BadInput(file + " is not there; expected a folder of results with " + REPORT
                    + ", or a report.json or summary.json");
        }
        JsonNode document;
        try {
            document = Json.tree(Files.readAllBytes(file));
        } catch (IllegalArgumentException e) {
            throw new BadInput(file + ": " + e.getMessage() + "; expected a report.json or summary.json", e);
        }
        if (document.path("configurations").isArray()) {
            return ofReport(file, document, configuration);
        }
        if (document.path("metric_per_case").isArray()) {
            return ofSummary(file, document);
        }
        throw new BadInput(
                file + " has neither configurations nor metric_per_case; expected a report.json or summary.json");
    }

    private static Path documentIn(Path folder) {
        Path summary = folder.resolve("summary.json");
        return !Files.exists(folder.resolve(REPORT)) && Files.exists(summary) ? summary : folder.resolve(REPORT);
    }

    private static EvaluatedResults ofReport(Path file, JsonNode report, String configuration) {
        JsonNode configurations = report.get("configurations");
        TreeMap<String, JsonNode> byName = new TreeMap<>();
        configurations.forEach(c -> byName.put(c.path("configuration").asText(), c));
        if (configuration == null && byName.size() != 1) {
            throw new BadInput(file + " has the configurations " + byName.keySet()
                    + "; say with --configuration which one is compared");
        }
        String chosen = configuration == null ? byName.firstKey() : configuration;
        if (!byName.containsKey(chosen)) {
            throw new BadInput(file + " has no configuration " + chosen + "; expected one of " + byName.keySet());
        }
        SortedMap<String, Map<String, Double>> cases = new TreeMap<>();
        for (JsonNode fold : byName.get(chosen).path("folds")) {
            for (JsonNode evaluated : fold.path("cases")) {
                cases.put(evaluated.path("caseId").asText(), defined(evaluated.path("dice")));
            }
        }
        return new EvaluatedResults("version " + report.path("version").asText() + ", " + chosen, cases);
    }

    private static EvaluatedResults ofSummary(Path file, JsonNode summary) {
        SortedMap<String, Map<String, Double>> cases = new TreeMap<>();
        for (JsonNode evaluated : summary.get("metric_per_case")) {
            String prediction = evaluated.path("prediction_file").asText();
            Map<String, Double> dice = new TreeMap<>();
            evaluated.path("metrics").properties().forEach(e -> {
                double value = e.getValue().path("Dice").asDouble(Double.NaN);
                if (!Double.isNaN(value)) {
                    dice.put(e.getKey(), value);
                }
            });
            cases.put(prediction.substring(prediction.lastIndexOf('/') + 1), dice);
        }
        return new EvaluatedResults(file.toString(), cases);
    }

    private static Map<String, Double> defined(JsonNode dice) {
        Map<String, Double> defined = new TreeMap<>();
        dice.properties().forEach(e -> {
            if (e.getValue().isNumber()) {
                defined.put(e.getKey(), e.getValue().doubleValue());
            }
        });
        return defined;
    }

    OptionalDouble dice(String caseId, String label) {
        Double dice = cases.get(caseId).get(label);
        return dice == null ? OptionalDouble.empty() : OptionalDouble.of(dice);
    }
}

package io.nephrite.eval.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The figures of a report that lists show.
 *
 * @param configurations by name, in the report's order
 * @param bestDice highest mean foreground Dice of a configuration; absent where none has one
 */
public record ReportSummary(List<String> configurations, OptionalDouble bestDice) {
    public ReportSummary {
        configurations = List.copyOf(configurations);
    }

    static ReportSummary parse(byte[] report) {
        List<JsonNode> configurations = new ArrayList<>();
        Json.tree(report).path("configurations").forEach(configurations::add);
        return new ReportSummary(
                configurations.stream()
                        .map(c -> c.path("configuration").asText())
                        .toList(),
                configurations.stream()
                        .map(c -> c.path("meanForegroundDice"))
                        .filter(JsonNode::isNumber)
                        .map(JsonNode::asDouble)
                        .max(Comparator.naturalOrder())
                        .map(OptionalDouble::of)
                        .orElse(OptionalDouble.empty()));
    }
}

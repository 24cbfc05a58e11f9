package io.nephrite.eval.viewer;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The cases of a version with their Dice, as its report has them.
 *
 * @param configuration whose Dice are shown: that with the highest mean foreground Dice; empty before there is a report
 * @param classes names in the order of the columns
 * @param rows ascending by case id, training cases first
 */
public record CaseTable(String configuration, List<String> classes, List<Row> rows) {
    public CaseTable {
        classes = List.copyOf(classes);
        rows = List.copyOf(rows);
    }

    /**
     * One case.
     *
     * @param isTraining whether it has a label and takes part in the training
     * @param fold that validates it; empty where none does
     * @param dice by class name; absent where neither reference nor prediction has the class, or nothing was compared
     */
    public record Row(String caseId, boolean isTraining, String fold, Map<String, OptionalDouble> dice) {
        /** Mean of the classes that have a Dice. */
        public OptionalDouble meanDice() {
            return dice.values().stream()
                    .filter(OptionalDouble::isPresent)
                    .mapToDouble(OptionalDouble::getAsDouble)
                    .average();
        }
    }

    public static CaseTable read(ObjectStore results, VersionId id) {
        StoredVersion stored = new StoredVersion(results, id);
        Optional<JsonNode> report = results.find(ObjectKeys.report(id)).map(Json::tree);
        Optional<JsonNode> best = report.flatMap(CaseTable::best);
        Map<String, Row> scored = new HashMap<>();
        best.ifPresent(configuration -> configuration
                .path("folds")
                .forEach(fold -> fold.path("cases")
                        .forEach(c -> scored.put(
                                c.path("caseId").asText(),
                                new Row(
                                        c.path("caseId").asText(),
                                        true,
                                        fold.path("fold").asText(),
                                        dice(c.path("dice")))))));
        List<Row> rows = new ArrayList<>();
        for (CaseFiles files : stored.manifest().training()) {
            rows.add(scored.getOrDefault(files.caseId(), new Row(files.caseId(), true, "", Map.of())));
        }
        stored.manifest().test().forEach(files -> rows.add(new Row(files.caseId(), false, "", Map.of())));
        List<String> classes = new ArrayList<>();
        report.ifPresent(r -> r.path("classes").forEach(name -> classes.add(name.asText())));
        return new CaseTable(best.map(b -> b.path("configuration").asText()).orElse(""), classes, rows);
    }

    private static Optional<JsonNode> best(JsonNode report) {
        List<JsonNode> configurations = new ArrayList<>();
        report.path("configurations").forEach(configurations::add);
        return configurations.stream()
                .max(Comparator.comparingDouble(
                        c -> c.path("meanForegroundDice").asDouble(-1)));
    }

    private static Map<String, OptionalDouble> dice(JsonNode byClass) {
        Map<String, OptionalDouble> dice = new LinkedHashMap<>();
        byClass.properties()
                .forEach(e -> dice.put(
                        e.getKey(),
                        e.getValue().isNumber() ? OptionalDouble.of(e.getValue().asDouble()) : OptionalDouble.empty()));
        return dice;
    }

    /** The same with the lowest mean Dice first; cases without one come last. */
    public CaseTable worstFirst() {
        List<Row> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.comparingDouble(row -> row.meanDice().orElse(Double.POSITIVE_INFINITY)));
        return new CaseTable(configuration, classes, sorted);
    }
}

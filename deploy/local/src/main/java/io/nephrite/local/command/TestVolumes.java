package io.nephrite.local.command;

import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ImagePredictionRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the chosen model finds in the images that have no reference, as a table. */
final class TestVolumes {
    private static final String PREDICTIONS = "predictions";
    private static final String RECORD = ".json";

    private TestVolumes() {}

    /**
     * Prints the volume of each label in each predicted image of a results folder. Prints nothing if there is no such
     * image.
     *
     * @param results folder with report.json and predictions/
     */
    static void print(Path results, Terminal terminal) throws IOException {
        SortedMap<String, ImagePredictionRecord> records = records(results);
        if (records.isEmpty()) {
            return;
        }
        ImagePredictionRecord any = records.get(records.firstKey());
        terminal.line("");
        terminal.line("## Images without reference");
        terminal.line("");
        terminal.line("Predicted by " + String.join(" + ", any.configurations()) + ", mean of folds "
                + String.join(", ", any.folds()) + ". Volumes in ml.");
        terminal.line("");
        Set<String> labels = new TreeSet<>();
        records.values().forEach(record -> labels.addAll(record.volumesMl().keySet()));
        terminal.line(row("image", List.copyOf(labels)));
        terminal.line("|---|" + "---:|".repeat(labels.size()));
        records.forEach((caseId, record) -> terminal.line(row(
                caseId,
                labels.stream().map(label -> volume(record.volumesMl(), label)).toList())));
        records.forEach((caseId, record) ->
                record.warnings().forEach(warning -> terminal.line("WARNING " + caseId + ": " + warning)));
    }

    /** Of the version whose report lies in the folder; files of earlier versions may lie beside them. */
    private static SortedMap<String, ImagePredictionRecord> records(Path results) throws IOException {
        SortedMap<String, ImagePredictionRecord> records = new TreeMap<>();
        Path folder = results.resolve(PREDICTIONS);
        Path report = results.resolve("report.json");
        if (!Files.isDirectory(folder) || !Files.isRegularFile(report)) {
            return records;
        }
        String version = Json.tree(Files.readAllBytes(report)).path("version").asText();
        List<Path> files = new ArrayList<>();
        try (Stream<Path> found = Files.list(folder)) {
            found.filter(file -> file.getFileName().toString().endsWith(RECORD)).forEach(files::add);
        }
        for (Path file : files) {
            ImagePredictionRecord record = Json.read(Files.readAllBytes(file), ImagePredictionRecord.class);
            if (record.version().equals(version)) {
                String name = file.getFileName().toString();
                records.put(name.substring(0, name.length() - RECORD.length()), record);
            }
        }
        return records;
    }

    private static String row(String name, List<String> cells) {
        return "| " + name + " | " + String.join(" | ", cells) + " |";
    }

    private static String volume(Map<String, Double> volumes, String label) {
        Double ml = volumes.get(label);
        return ml == null ? "-" : String.format(Locale.ROOT, "%.1f", ml);
    }
}

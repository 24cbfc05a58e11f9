package io.nephrite.local.command;

import io.nephrite.core.dataset.IngestReport;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.local.client.DatasetFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What is wrong with a dataset: on the terminal at most a screenful, in the results folder all of it. */
final class IngestFindings {
    /** Lines of the smallest usual terminal, less those around. */
    private static final int SCREENFUL = 20;

    private final IngestReport report;

    private IngestFindings(IngestReport report) {
        this.report = report;
    }

    /** Ingest's newest report on a dataset, sealed or refused. */
    static Optional<IngestFindings> newest(ObjectStore results, String dataset) {
        return results.find(ObjectKeys.newestIngestReport(dataset))
                .map(IngestReport::parse)
                .map(IngestFindings::new);
    }

    /** Where the description keeps everybody from checking the cases: no service need be started to say so. */
    static Optional<IngestFindings> ofDescription(DatasetFolder folder) throws IOException {
        Description description = folder.description();
        if (description.isCheckable()) {
            return Optional.empty();
        }
        int listed = description.training().size() + description.test().size();
        String version = ContentHash.of("refused", description.faults().toString());
        return Optional.of(new IngestFindings(new IngestReport(
                folder.name(),
                version,
                false,
                new IngestReport.Cases(listed, 0),
                description.faults(),
                List.of(),
                List.of())));
    }

    /** Whether there is anything to be said. */
    boolean any() {
        return !report.faults().isEmpty();
    }

    String verdict() {
        return report.verdict();
    }

    void show(Terminal terminal) {
        report.lines(SCREENFUL).forEach(terminal::line);
    }

    /** Writes ingest-report.json and ingest-report.md. */
    void save(Path target, Terminal terminal) throws IOException {
        Files.createDirectories(target);
        Files.write(target.resolve("ingest-report.json"), Json.pretty(report));
        Files.writeString(target.resolve("ingest-report.md"), report.markdown());
        terminal.line("all of it in " + target.resolve("ingest-report.md") + " and .json");
    }
}

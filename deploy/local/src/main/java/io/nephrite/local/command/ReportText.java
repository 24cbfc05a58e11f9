package io.nephrite.local.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Shows a finished version's report. */
final class ReportText {
    private ReportText() {}

    /** Prints report.md of a results folder, where there is one. */
    static void print(Path results, Terminal terminal) throws IOException {
        Path report = results.resolve("report.md");
        if (Files.isRegularFile(report)) {
            terminal.line("");
            Files.readAllLines(report).forEach(terminal::line);
        }
    }
}

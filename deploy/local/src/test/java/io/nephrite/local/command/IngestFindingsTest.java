package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.local.client.DatasetFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestFindingsTest {
    private static final String DESCRIPTION =
            "{\"channel_names\": {\"0\": \"CT\"}, \"labels\": {\"background\": 0, \"kidney\": %s},"
                    + " \"numTraining\": 2, \"file_ending\": \".nii.gz\"}";

    @TempDir
    Path folder;

    @Test
    void refusesADescriptionWithWhichNoCaseCanBeChecked() throws IOException {
        Files.writeString(folder.resolve("dataset.json"), DESCRIPTION.formatted("\"one\""));
        assertThat(IngestFindings.ofDescription(DatasetFolder.open(folder)))
                .hasValueSatisfying(f -> assertThat(f.verdict()).contains("SCHEMA_VIOLATION"));
    }

    @Test
    void leavesAllFaultsOfDescriptionAndCasesToIngestWhereCasesCanBeChecked() throws IOException {
        Files.writeString(folder.resolve("dataset.json"), DESCRIPTION.formatted("2"));
        assertThat(IngestFindings.ofDescription(DatasetFolder.open(folder))).isEmpty();
    }
}

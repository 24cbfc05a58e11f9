package io.nephrite.local.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ImagePredictionRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestVolumesTest {
    @TempDir
    private Path results;

    private String printed() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TestVolumes.print(results, Terminal.plain(new PrintStream(bytes, true, UTF_8)));
        return bytes.toString(UTF_8);
    }

    private void predicted(String caseId, String version, Map<String, Double> volumes, List<String> warnings)
            throws IOException {
        Files.createDirectories(results.resolve("predictions"));
        Files.write(
                results.resolve("predictions").resolve(caseId + ".json"),
                Json.pretty(new ImagePredictionRecord(
                        "Task900_Phantom." + version,
                        "Task900_Phantom",
                        version,
                        List.of("2d", "3d_fullres"),
                        List.of("0", "1"),
                        "content",
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        "0",
                        new Shape3(1, 1, 1),
                        new Spacing(1, 1, 1),
                        volumes,
                        warnings)));
    }

    @Test
    void tellsTheVolumeOfEachLabelInEachImage() throws IOException {
        Files.writeString(results.resolve("report.json"), "{\"version\": \"new\"}");
        predicted("case_b", "new", Map.of("kidney", 301.25, "tumor", 0.0), List.of());
        predicted("case_a", "new", Map.of("kidney", 280.0, "tumor", 41.96), List.of("spacing far outside"));
        predicted("case_old", "old", Map.of("kidney", 1.0), List.of());

        assertThat(printed().lines())
                .contains(
                        "Predicted by 2d + 3d_fullres, mean of folds 0, 1. Volumes in ml.",
                        "| image | kidney | tumor |",
                        "WARNING case_a: spacing far outside")
                .containsSubsequence("| case_a | 280.0 | 42.0 |", "| case_b | 301.3 | 0.0 |")
                .noneMatch(line -> line.contains("case_old"));
    }

    @Test
    void saysNothingWhereNoImageWasPredicted() throws IOException {
        Files.writeString(results.resolve("report.json"), "{\"version\": \"new\"}");
        assertThat(printed()).isEmpty();
    }
}

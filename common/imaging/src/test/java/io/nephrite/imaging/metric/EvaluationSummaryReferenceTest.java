package io.nephrite.imaging.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.imaging.SharedCases;
import io.nephrite.testkit.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against summaries that nnU-Net 2.8.1 wrote, as text. */
class EvaluationSummaryReferenceTest {
    private static final LabelMap LABELS = LabelMap.of("background", "kidney", "tumor");

    @ParameterizedTest
    @CsvSource({
        "reference/evaluation/pred, reference/evaluation/ref, reference/evaluation/summary.json",
        "reference/evaluation/pred2, reference/evaluation/ref2, reference/evaluation/summary_class_absent.json",
        "reference/evaluation/pp_main, data/Task040_KiTS_small/labelsTr, reference/evaluation/pp_main/summary.json"
    })
    void writesTheSameSummary(String predictions, String references, String summary) throws IOException {
        List<CaseMetrics> cases = names(predictions).stream()
                .map(name -> CaseMetrics.of(
                        name,
                        name,
                        SharedCases.label(predictions + "/" + name),
                        SharedCases.label(references + "/" + name),
                        LABELS))
                .toList();

        String expected = new String(SharedCases.bytes(summary), StandardCharsets.UTF_8)
                .replaceAll("\"(prediction|reference)_file\": \".*/", "\"$1_file\": \"");
        assertThat(new String(EvaluationSummary.of(cases).toNnunet(), StandardCharsets.UTF_8))
                .isEqualTo(expected);
    }

    private static List<String> names(String folder) throws IOException {
        try (Stream<Path> files = Files.list(SharedData.path(folder))) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".nii.gz"))
                    .sorted()
                    .toList();
        }
    }
}

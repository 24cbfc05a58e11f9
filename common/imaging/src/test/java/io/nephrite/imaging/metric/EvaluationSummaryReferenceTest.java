package io.nephrite.imaging.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.testkit.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
        writesTheSameSummary(SharedData.path(predictions), SharedData.path(references), SharedData.path(summary));
    }

    /** Three small cases, of which two lack a class; made by {@code make_nnunet.py} in the folder above them. */
    @Test
    void writesTheSameSummaryOfSmallCases() throws IOException {
        Path own = Path.of("src/test/resources/io/nephrite/imaging/metric/nnunet");
        writesTheSameSummary(own.resolve("pred"), own.resolve("ref"), own.resolve("summary.json"));
    }

    private static void writesTheSameSummary(Path predictions, Path references, Path summary) throws IOException {
        List<CaseMetrics> cases = new ArrayList<>();
        for (String name : names(predictions)) {
            cases.add(CaseMetrics.of(
                    name, name, label(predictions.resolve(name)), label(references.resolve(name)), LABELS));
        }

        String expected =
                Files.readString(summary).replaceAll("\"(prediction|reference)_file\": \".*/", "\"$1_file\": \"");
        assertThat(new String(EvaluationSummary.of(cases).toNnunet(), StandardCharsets.UTF_8))
                .isEqualTo(expected);
    }

    private static LabelVolume label(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return ImageFileReader.readLabel(in, file.toString());
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".nii.gz"))
                    .sorted()
                    .toList();
        }
    }
}

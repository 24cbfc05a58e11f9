package io.nephrite.eval.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.pipeline.EpochReport;
import io.nephrite.core.pipeline.FoldJournal;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.eval.report.Report.CaseReport;
import io.nephrite.eval.report.Report.ConfigurationReport;
import io.nephrite.eval.report.Report.FoldReport;
import io.nephrite.eval.report.Report.SurfaceReport;
import io.nephrite.eval.report.Report.TrainedOn;
import io.nephrite.eval.report.Report.VolumePair;
import io.nephrite.eval.report.ReportDocuments.TestImage;
import io.nephrite.imaging.metric.CaseStatistics;
import io.nephrite.imaging.surface.SurfaceDistances;
import io.nephrite.testkit.JournalExamples;
import io.nephrite.testkit.PlannedDataset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A report's page stays small however large the work was. */
class ReportSizeTest {
    private static final int MOST_BYTES = 5_000_000;
    private static final int MOST_BYTES_OF_A_PART = 200_000;
    private static final int CLASSES = 30;
    private static final int FOLDS = 5;
    private static final int CASES = 10_000;
    private static final int EPOCHS = 1_000;
    private static final String SCRIPT = "<script>alert('name')</script>";

    private static final List<String> NAMES = IntStream.rangeClosed(1, CLASSES)
            .mapToObj(i -> SCRIPT + " structure " + i)
            .toList();

    @Test
    void hasAtMostFiveMegabytesAndNoMarkupOfStrangers() {
        ReportDocuments documents = documents();
        String picture = "x".repeat(WorstCases.MOST_CHARACTERS / 18);
        List<WorstCasePicture> worst = IntStream.range(0, 6)
                .mapToObj(i -> new WorstCasePicture(SCRIPT + i, "0", "0.1", SCRIPT, "", picture, picture, picture))
                .toList();

        byte[] page = new ReportTemplates()
                .page(ReportView.of(documents, worst, SCRIPT, "test", Extent.FILE))
                .getBytes(UTF_8);

        assertThat(page.length).isLessThan(MOST_BYTES);
        assertThat(new String(page, UTF_8))
                .doesNotContain("<script")
                .contains("&lt;script&gt;")
                .contains(" worst of 10000 cases are shown");
    }

    @Test
    void takesAtMostTwoHundredKilobytesAsAPartOfThePage() {
        String part = new ReportTemplates()
                .results(ReportView.of(documents(), List.of(), "", "test", Extent.PART), "/ui/datasets/D/cases/");

        assertThat(part.getBytes(UTF_8).length).isLessThan(MOST_BYTES_OF_A_PART);
        assertThat(part).doesNotContain("<script").contains(" worst of 10000 cases are shown");
    }

    private static ReportDocuments documents() {
        InMemoryObjectStore store = new InMemoryObjectStore();
        var manifest = PlannedDataset.write(store, 4, Milestone.REPORT, "{\"folds\": [0, 1]}")
                .manifest();
        Map<String, String> classes = new LinkedHashMap<>();
        for (int i = 0; i < CLASSES; i++) {
            classes.put(Integer.toString(i + 1), NAMES.get(i));
        }
        List<ConfigurationReport> configurations = List.of(configuration("2d"), configuration("3d_fullres"));
        Map<FoldId, FoldJournal> journals = new HashMap<>();
        FoldJournal journal = journal();
        configurations.forEach(c ->
                c.folds().forEach(f -> journals.put(manifest.versionId().fold(c.configuration(), f.fold()), journal)));
        return new ReportDocuments(
                new Report("D", "V", classes, Map.of(SCRIPT, SCRIPT), configurations, Optional.empty(), "Rule."),
                manifest,
                Experiment.defaults(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                journals,
                Collections.nCopies(CASES, new TestImage(SCRIPT, Optional.empty())),
                Map.of(),
                Optional.of(Instant.EPOCH),
                Optional.empty(),
                Optional.empty());
    }

    private static ConfigurationReport configuration(String name) {
        Map<String, OptionalDouble> dice = ofClasses(i -> OptionalDouble.of(0.123456));
        CaseReport report = new CaseReport(
                "a_case_with_quite_a_long_name_00000",
                dice,
                Optional.empty(),
                ofClasses(i -> new SurfaceDistances(
                        OptionalDouble.of(12.345), OptionalDouble.of(1.2), OptionalDouble.of(0.5))),
                Optional.empty(),
                ofClasses(i -> new VolumePair(10.0 + i, 12.0)));
        List<FoldReport> folds = IntStream.range(0, FOLDS)
                .mapToObj(f -> new FoldReport(
                        Integer.toString(f),
                        List.of(SCRIPT),
                        new TrainedOn("0123456789abcdef", 10, List.of("V")),
                        Optional.empty(),
                        Collections.nCopies(CASES / FOLDS, report),
                        dice,
                        dice))
                .toList();
        CaseStatistics statistics = CaseStatistics.of(List.of(OptionalDouble.of(0.1), OptionalDouble.of(0.2)));
        Map<String, CaseStatistics> each = ofClasses(i -> statistics);
        return new ConfigurationReport(
                name,
                folds,
                dice,
                OptionalDouble.of(0.1),
                dice,
                Optional.empty(),
                each,
                Optional.of(new SurfaceReport(1, each, each, each)),
                Optional.empty(),
                List.of());
    }

    private static <T> Map<String, T> ofClasses(Function<Integer, T> value) {
        Map<String, T> values = new LinkedHashMap<>();
        for (int i = 0; i < CLASSES; i++) {
            values.put(NAMES.get(i), value.apply(i));
        }
        return values;
    }

    private static FoldJournal journal() {
        List<EpochReport> epochs = new ArrayList<>();
        List<OptionalDouble> dice = Collections.nCopies(CLASSES, OptionalDouble.of(0.54321));
        for (int i = 0; i < EPOCHS; i++) {
            epochs.add(new EpochReport(
                    i,
                    EPOCHS,
                    -0.5,
                    -0.4,
                    dice,
                    dice,
                    OptionalDouble.of(0.5),
                    0.5,
                    true,
                    0.01,
                    Instant.EPOCH,
                    1,
                    1,
                    0,
                    OptionalLong.empty(),
                    0));
        }
        FoldJournal example = JournalExamples.of(List.of(), epochs.toArray(EpochReport[]::new));
        return new FoldJournal(
                example.configuration(),
                example.plan(),
                example.fold(),
                example.seed(),
                example.settings(),
                NAMES,
                example.parameters(),
                example.training(),
                example.validation(),
                example.warnings(),
                example.epochs(),
                example.trainingCasesHash(),
                example.device());
    }
}

package io.nephrite.eval.step;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.event.ConfigurationSelected;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.FoldEvaluated;
import io.nephrite.core.event.ReportCreated;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.lineage.CaseIdentity;
import io.nephrite.core.lineage.TrainedCase;
import io.nephrite.core.lineage.TrainingLineage;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.planning.WorkOrder;
import io.nephrite.eval.report.ReportPage;
import io.nephrite.eval.viewer.CaseViewer;
import io.nephrite.testkit.JournalExamples;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ReportStepTest {
    private static final Offset<Double> EXACT = Offset.offset(1e-12);

    private final EvaluatedDataset dataset = new EvaluatedDataset();
    private final EvaluateFoldStep folds = new EvaluateFoldStep(dataset.results, Clock.systemUTC());
    private final SelectConfigurationStep choice = new SelectConfigurationStep(dataset.datasets, dataset.results, 2);
    private final ReportStep step = new ReportStep(
            dataset.results,
            new ReportPage(
                    dataset.results,
                    new CaseViewer(dataset.datasets, dataset.results, Path.of("target", "report-step"), 1 << 20),
                    "test"));

    @Test
    void waitsForAllFolds() {
        assertThat(choice.handle(fold(0, 2))).isEmpty();
        assertThat(dataset.results.exists(
                        ObjectKeys.report(new VersionId(EvaluatedDataset.DATASET, EvaluatedDataset.VERSION))))
                .isFalse();
    }

    @Test
    void reportsMeanAndGlobalDiceAndKitsScores() {
        report(fold(0, 2));
        List<Event> events = report(fold(1, 3));

        JsonNode report = Json.tree(dataset.results.bytes(((ReportCreated) events.get(0)).reportKey()));
        JsonNode fullres = report.at("/configurations/0");
        assertThat(report.at("/classes/1").asText()).isEqualTo("kidney");
        // case 0: kidney 1, no tumour anywhere; case 1: kidney 2/3, tumour 1; cases 2 and 3 likewise
        assertThat(fullres.at("/meanDice/kidney").asDouble()).isEqualTo((1 + 2.0 / 3) / 2, EXACT);
        assertThat(fullres.at("/meanDice/tumor").asDouble()).isEqualTo(1, EXACT);
        assertThat(fullres.at("/globalDice/kidney").asDouble()).isEqualTo(2.0 * (4 + 2) / (2 * (4 + 2) + 2), EXACT);
        assertThat(fullres.at("/folds/0/cases/0/dice/tumor").isNull()).isTrue();
        assertThat(fullres.at("/folds/1/cases/0/kits/kidneyDice").asDouble()).isEqualTo(6.0 / 7, EXACT);
        assertThat(fullres.at("/kits/tumorDice").asDouble()).isEqualTo(1, EXACT);
        String hash = fullres.at("/folds/0/trainedOn/trainingCasesHash").asText();
        assertThat(hash).hasSize(16);
        assertThat(fullres.at("/folds/0/trainedOn/cases").asInt()).isEqualTo(2);
        assertThat(Json.tree(dataset.results.bytes(ObjectKeys.validationLineage(
                                new VersionId(EvaluatedDataset.DATASET, EvaluatedDataset.VERSION)
                                        .fold("3d_fullres", "0"))))
                        .path("trainingCasesHash")
                        .asText())
                .isEqualTo(hash);
        assertThat(report(fold(1, 3))).isEqualTo(events);
    }

    @Test
    void writesATableForPeople() {
        report(fold(0, 2));
        report(fold(1, 3));
        String text = new String(
                dataset.results.bytes(
                        ObjectKeys.reportMarkdown(new VersionId(EvaluatedDataset.DATASET, EvaluatedDataset.VERSION))),
                UTF_8);
        assertThat(text)
                .contains("| fold | case | kidney | tumor | KiTS kidney | KiTS tumour | KiTS composite |")
                .contains("| 0 | case_00000 | 1.0000 | – | 1.0000 | – | – |")
                .contains("| 1 | case_00001 | 0.6667 | 1.0000 | 0.8571 | 1.0000 | 0.9286 |")
                .contains("| all | **mean** | 0.8333 | 1.0000 |")
                .contains("Mean over the classes: 0.9167")
                .contains("Where neither reference nor prediction has a class, everything about it is undefined")
                .contains("| kidney | 0.8333 | 0.6667 to 1.0000 | 0.8333 | 0.8571 |")
                .contains("| class | HD95 [mm] | mean distance [mm] | surface Dice at 1 mm |")
                .contains("Tumours (connected components) of all cases: 2 found, 0 missed, 0 invented.")
                .contains("| 1 | case_00001 | 0.8333 |");
    }

    @Test
    void saysWhatWasChosenAndWhy() {
        report(fold(0, 2));
        List<Event> events = choice.handle(fold(1, 3));
        ConfigurationSelected selected = (ConfigurationSelected) events.get(0);
        assertThat(selected.configurations()).containsExactly("3d_fullres");
        JsonNode selection = Json.tree(dataset.results.bytes(selected.selectionKey()));
        assertThat(selection.at("/folds")).hasSize(2);
        assertThat(selection.at("/diceBefore").asDouble()).isEqualTo(0.9167, Offset.offset(1e-4));
        assertThat(selection.at("/filters")).isEmpty();

        step.handle(selected);
        assertThat(new String(
                        dataset.results.bytes(ObjectKeys.reportMarkdown(
                                new VersionId(EvaluatedDataset.DATASET, EvaluatedDataset.VERSION))),
                        UTF_8))
                .contains(
                        "## Choice",
                        "3d_fullres is the only candidate; its mean foreground Dice over 4 validation cases is 0.9167")
                .contains("| 3d_fullres | 0.9167 |");
        assertThat(choice.handle(fold(1, 3))).isEqualTo(events);
    }

    @Test
    void namesTheCasesThatWereLeftOut() {
        StoredVersion planned =
                new StoredVersion(dataset.results, new VersionId(EvaluatedDataset.DATASET, EvaluatedDataset.VERSION));
        dataset.results.put(
                ObjectKeys.reducedPlanning(new VersionId(EvaluatedDataset.DATASET, EvaluatedDataset.VERSION)),
                Json.bytes(new WorkOrder(
                        planned.planning().plansName(),
                        planned.planning().plansId(),
                        planned.planning().configurations(),
                        List.of("case_00000", "case_00001", "case_00002"),
                        Map.of("case_00003", "<b>too | large</b>"))));
        report(fold(0, 2));
        report(fold(1));
        assertThat(new String(
                        dataset.results.bytes(ObjectKeys.reportMarkdown(
                                new VersionId(EvaluatedDataset.DATASET, EvaluatedDataset.VERSION))),
                        UTF_8))
                .contains("## Left out", "- case_00003: &lt;b>too \\| large&lt;/b>")
                .doesNotContain("| case_00003 |");
    }

    @Test
    void repeatsTheWarningsOfTheTrainings() {
        FoldFolder folder = FoldFolder.of(
                new VersionId(EvaluatedDataset.DATASET, EvaluatedDataset.VERSION).fold("3d_fullres", "1"));
        dataset.results.put(
                folder.journal(), Json.pretty(JournalExamples.of(List.of("no training case contains tumor"))));
        report(fold(0, 2));
        List<Event> events = report(fold(1, 3));

        JsonNode report = Json.tree(dataset.results.bytes(((ReportCreated) events.get(0)).reportKey()));
        assertThat(report.at("/configurations/0/folds/0/warnings")).isEmpty();
        assertThat(report.at("/configurations/0/folds/1/warnings/0").asText())
                .isEqualTo("no training case contains tumor");
        assertThat(new String(
                        dataset.results.bytes(ObjectKeys.reportMarkdown(
                                new VersionId(EvaluatedDataset.DATASET, EvaluatedDataset.VERSION))),
                        UTF_8))
                .contains("## Warnings", "- 3d_fullres, fold 1: no training case contains tumor\n");
    }

    @Test
    void warnsOfValidationCasesThatTheWeightsHaveSeen() {
        VersionId id = new VersionId(EvaluatedDataset.DATASET, EvaluatedDataset.VERSION);
        dataset.results.put(
                ObjectKeys.lineage(id.fold("3d_fullres", "1")),
                Json.pretty(new TrainingLineage(
                        "0123456789abcdef",
                        List.of("later", "first"),
                        List.of(new TrainedCase(
                                new CaseIdentity("case_00003", List.of(), Optional.empty()), "first", "content")))));
        report(fold(0, 2));
        JsonNode report = Json.tree(
                dataset.results.bytes(((ReportCreated) report(fold(1, 3)).get(0)).reportKey()));
        assertThat(report.at("/configurations/0/folds/1/warnings/0").asText())
                .startsWith("leak: validation case case_00003 trained on in version first");
        assertThat(report.at("/configurations/0/folds/1/trainedOn/versions")).hasSize(2);
    }

    @Test
    void reportsAlsoWhereAnOlderReleaseHasKeptNoAccountOfTheFirstWeights() {
        dataset.results.put(
                ObjectKeys.experiment(new VersionId(EvaluatedDataset.DATASET, EvaluatedDataset.VERSION)),
                "{\"folds\": [0, 1], \"continueFrom\": \"gone\"}".getBytes(UTF_8));
        report(fold(0, 2));
        JsonNode report = Json.tree(
                dataset.results.bytes(((ReportCreated) report(fold(1, 3)).get(0)).reportKey()));
        assertThat(report.at("/configurations/0/folds/0/warnings/0").asText())
                .contains("is not known", "version gone of");
    }

    @Test
    void isSilentWhereNoTrainingWarned() {
        report(fold(0, 2));
        report(fold(1, 3));
        assertThat(new String(
                        dataset.results.bytes(ObjectKeys.reportMarkdown(
                                new VersionId(EvaluatedDataset.DATASET, EvaluatedDataset.VERSION))),
                        UTF_8))
                .doesNotContain("Warnings");
    }

    /** Events that follow from the choice, if one is made. */
    private List<Event> report(FoldEvaluated event) {
        return choice.handle(event).stream()
                .flatMap(e -> step.handle((ConfigurationSelected) e).stream())
                .toList();
    }

    private FoldEvaluated fold(int... cases) {
        List<Event> events = List.of();
        for (int i : cases) {
            events = folds.handle(
                    i % 2 == 0
                            ? dataset.evaluated(i, "0110000000", "0110000000")
                            : dataset.evaluated(i, "0110220000", "0100220000"));
        }
        return (FoldEvaluated) events.get(0);
    }
}

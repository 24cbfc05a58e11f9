package io.nephrite.core.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.event.CaseEvaluated;
import io.nephrite.core.event.CasePredicted;
import io.nephrite.core.event.ConfigurationSelected;
import io.nephrite.core.event.DatasetSealed;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.FingerprintRequested;
import io.nephrite.core.event.FoldEvaluated;
import io.nephrite.core.event.PlansCreated;
import io.nephrite.core.event.PredictionRequested;
import io.nephrite.core.event.PreprocessingRequested;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.Unit;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.job.TrainerJobs;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.PreviousStage;
import io.nephrite.core.pipeline.RecordedFailure;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.selection.Selection;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.ManualClock;
import io.nephrite.testkit.PlannedDataset;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SweepTest {
    private static final Duration PAUSE = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String DATASET = EventExamples.DATASET;
    private static final VersionId VERSION = new VersionId(DATASET, EventExamples.VERSION);
    private static final String PLAIN = "{\"folds\": [0, 1]}";
    private static final String SKIPPING = "{\"folds\": [0, 1], \"faultyCases\": \"skip\"}";

    private final ManualClock clock = new ManualClock();
    private final InMemoryObjectStore results = new InMemoryObjectStore(clock);
    private final AtomicBoolean isQuiet = new AtomicBoolean(true);
    private final Set<String> openJobs = new HashSet<>();
    private final Sweep sweep = sweep();

    @Test
    void asksForFingerprintsThatAreMissing() {
        PlannedDataset dataset = unplanned(4, Milestone.REPORT, PLAIN);
        fingerprint(dataset, 0);
        fingerprint(dataset, 2);

        assertThat(standStill(FingerprintRequested.class))
                .extracting(e -> e.files().caseId())
                .containsExactly("case_00001", "case_00003");
    }

    @Test
    void letsThePlannerLookAgainWhereAllFingerprintsAreThere() {
        PlannedDataset dataset = unplanned(2, Milestone.PLANS, PLAIN);
        fingerprint(dataset, 0);
        fingerprint(dataset, 1);

        assertThat(standStill(DatasetSealed.class)).hasSize(1);
    }

    @Test
    void asksForPreprocessingThatIsMissing() {
        PlannedDataset dataset = planned(4, Milestone.REPORT, PLAIN);
        preprocess(dataset, 0);
        preprocess(dataset, 1);
        preprocess(dataset, 2);

        assertThat(standStill(PreprocessingRequested.class)).singleElement().satisfies(e -> {
            assertThat(e.files().caseId()).isEqualTo("case_00003");
            assertThat(results.exists(e.parametersKey())).isTrue();
        });
    }

    @Test
    void asksForTrainingsThatAreNoJobs() {
        preprocessed(4, Milestone.REPORT, PLAIN);
        openJobs.add(TrainerJobs.prefix("training0") + VERSION.version());

        assertThat(standStill(TrainingRequested.class))
                .singleElement()
                .satisfies(e -> assertThat(e.trainingId()).isEqualTo("training1"));
    }

    @Test
    void asksForATrainingWhoseFilesAreInAnotherVersionOnly() {
        preprocessed(4, Milestone.TRAINED, PLAIN);
        train("1");
        results.put(ObjectKeys.training(DATASET, "training0"), new byte[0]);

        assertThat(standStill(TrainingRequested.class))
                .singleElement()
                .satisfies(e -> assertThat(e.fold()).isEqualTo("0"));
    }

    @Test
    void asksForPredictionsAndEvaluationsThatAreMissing() {
        preprocessed(6, Milestone.REPORT, PLAIN);
        train("0");
        openJobs.add(TrainerJobs.prefix("training1") + VERSION.version());
        openJobs.add(TrainerJobs.prediction(fold("0"), "case_00000"));
        results.put(ObjectKeys.prediction(fold("0"), "case_00002", ".nii.gz"), new byte[0]);

        List<Event> asked = standStill();

        assertThat(asked).hasSize(2);
        assertThat(asked).filteredOn(CasePredicted.class::isInstance).hasSize(1);
        assertThat(asked)
                .filteredOn(PredictionRequested.class::isInstance)
                .singleElement()
                .satisfies(e -> assertThat(((PredictionRequested) e).caseId()).isEqualTo("case_00004"));
    }

    @Test
    void asksForACascadeWhenItsPreviousStageIsThereAndForWhatThatLacks() {
        PlannedDataset.write(results, 2, Milestone.TRAINED, PLAIN).planCascade();
        StoredVersion version = new StoredVersion(results, VERSION);
        version.planning()
                .configurations()
                .forEach(c -> version.manifest()
                        .training()
                        .forEach(files ->
                                results.put(ObjectKeys.properties(DATASET, c.parametersId(), files), new byte[0])));

        assertThat(standStill(TrainingRequested.class))
                .extracting(TrainingRequested::configuration)
                .containsExactly(PlannedDataset.LOWRES, PlannedDataset.LOWRES);

        for (FoldId fold : version.folds()) {
            if (fold.configuration().equals(PlannedDataset.LOWRES)) {
                results.put(FoldFolder.of(fold).finalCheckpoint().document(), new byte[0]);
                results.put(
                        ObjectKeys.training(
                                DATASET,
                                version.configuration(PlannedDataset.LOWRES)
                                        .training(fold.fold())
                                        .orElseThrow()
                                        .trainingId()),
                        new byte[0]);
            }
        }
        PreviousStage stage = version.previousStage(PlannedDataset.CASCADE).orElseThrow();
        results.put(stage.marker("case_00000"), new byte[0]);
        assertThat(standStill()).singleElement().satisfies(e -> {
            assertThat(((PredictionRequested) e).caseId()).isEqualTo("case_00001");
            assertThat(((PredictionRequested) e).foldId()).isEqualTo(VERSION.fold(PlannedDataset.LOWRES, "1"));
        });

        results.put(stage.marker("case_00001"), new byte[0]);
        assertThat(standStill(TrainingRequested.class))
                .extracting(TrainingRequested::configuration)
                .containsExactly(PlannedDataset.CASCADE, PlannedDataset.CASCADE);
    }

    @Test
    void letsEvalLookAgainAtAFoldWithoutSummaryAndAtAVersionWithoutReport() {
        preprocessed(2, Milestone.REPORT, PLAIN);
        evaluate("0", "case_00000");
        evaluate("1", "case_00001");
        assertThat(standStill(CaseEvaluated.class)).hasSize(2);

        results.put(ObjectKeys.summary(fold("0")), new byte[0]);
        results.put(ObjectKeys.summary(fold("1")), new byte[0]);
        assertThat(standStill(FoldEvaluated.class)).hasSize(1);

        results.put(
                ObjectKeys.selection(VERSION),
                Json.bytes(new Selection(
                        List.of("3d_fullres"),
                        List.of("0", "1"),
                        List.of(),
                        List.of(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        "reason",
                        List.of())));
        assertThat(standStill(ConfigurationSelected.class))
                .singleElement()
                .satisfies(e -> assertThat(e.configurations()).containsExactly("3d_fullres"));

        results.put(ObjectKeys.report(VERSION), new byte[0]);
        assertThat(standStill()).isEmpty();
    }

    @Test
    void asksForNothingBeyondTheGoal() {
        PlannedDataset dataset = planned(2, Milestone.PREPROCESSED, PLAIN);
        preprocess(dataset, 0);
        preprocess(dataset, 1);
        assertThat(standStill()).isEmpty();
    }

    @Test
    void doesNotAskForWhatHasFailedUntilItIsSealedAgain() {
        PlannedDataset dataset = planned(2, Milestone.REPORT, PLAIN);
        preprocess(dataset, 0);
        clock.advance(Duration.ofSeconds(1));
        failPreprocessing("case_00001", FailureCode.OUT_OF_MEMORY);
        assertThat(standStill()).isEmpty();

        clock.advance(Duration.ofSeconds(1));
        results.put(ObjectKeys.current(DATASET), Json.bytes(Map.of("version", VERSION.version(), "until", "report")));
        assertThat(standStill(PreprocessingRequested.class)).hasSize(1);
    }

    @Test
    void asksAgainForWhatFailedOnlyBecauseTheStoreWasAway() {
        PlannedDataset dataset = planned(2, Milestone.REPORT, PLAIN);
        preprocess(dataset, 0);
        clock.advance(Duration.ofSeconds(1));
        failPreprocessing("case_00001", FailureCode.STORE_UNAVAILABLE);

        assertThat(standStill(PreprocessingRequested.class)).hasSize(1);
    }

    @Test
    void letsThePlannerLeaveOutCasesBeforeAnythingIsTrained() {
        PlannedDataset dataset = planned(4, Milestone.REPORT, SKIPPING);
        preprocess(dataset, 0);
        preprocess(dataset, 1);
        preprocess(dataset, 2);
        results.put(ObjectKeys.skippedPreprocessing(VERSION, "case_00003"), new byte[0]);

        assertThat(standStill(PlansCreated.class)).hasSize(1);
    }

    @Test
    void doesNotAskWhileRecordsAreOnTheirWay() {
        unplanned(2, Milestone.REPORT, PLAIN);
        isQuiet.set(false);
        for (int i = 0; i < 10; i++) {
            assertThat(sweep.look()).isEmpty();
            clock.advance(PAUSE);
        }
    }

    @Test
    void asksAlthoughOtherWorkIsUnderWayWhenTheSameIsMissingForLong() {
        unplanned(2, Milestone.REPORT, PLAIN);
        isQuiet.set(false);
        assertThat(sweep.look()).isEmpty();
        clock.advance(PATIENCE);
        assertThat(sweep.look()).hasSize(2);
    }

    @Test
    void doesNotAskWhileWorkGoesOn() {
        PlannedDataset dataset = unplanned(8, Milestone.REPORT, PLAIN);
        for (int i = 0; i < 8; i++) {
            assertThat(sweep.look()).isEmpty();
            clock.advance(PAUSE);
            fingerprint(dataset, i);
        }
    }

    @Test
    void onlyOneOfSeveralReplicasAsks() {
        unplanned(3, Milestone.REPORT, PLAIN);
        List<Sweep> replicas = List.of(sweep(), sweep(), sweep());
        int asked = 0;
        for (int look = 0; look < 2; look++) {
            for (Sweep replica : replicas) {
                asked += replica.look().size();
            }
            clock.advance(PAUSE);
        }
        assertThat(asked).isEqualTo(3);
    }

    @Test
    void waitsTwiceAsLongEachTimeTheSameIsStillMissing() {
        unplanned(1, Milestone.REPORT, PLAIN);
        int looks = 180; // an hour
        int asked = 0;
        for (int i = 0; i < looks; i++) {
            asked += sweep.look().size();
            clock.advance(PAUSE);
        }
        assertThat(asked).isBetween(5, 12);
        assertThat(results.list(ObjectKeys.sweeps(VERSION))).hasSize(1);
    }

    @Test
    void aRestartedServiceKnowsWhenItAskedLast() {
        unplanned(1, Milestone.REPORT, PLAIN);
        assertThat(standStill()).hasSize(1);
        Sweep restarted = sweep();
        assertThat(restarted.look()).isEmpty();
        clock.advance(PAUSE);
        assertThat(restarted.look()).isEmpty();
    }

    /** No call per case: as many for ten thousand cases as for ten. */
    @Test
    void costsNoMoreCallsForTenThousandCases() {
        planned(10_000, Milestone.REPORT, PLAIN);
        long large = calls();
        results.list("").stream().map(ObjectInfo::key).forEach(results::delete);
        planned(10, Milestone.REPORT, PLAIN);
        long small = calls();
        assertThat(large).isEqualTo(small).isLessThan(30);
    }

    @Test
    void costsOneCallForADatasetThatIsDone() {
        preprocessed(2, Milestone.REPORT, PLAIN);
        results.put(ObjectKeys.report(VERSION), new byte[0]);
        sweep.look();
        long before = results.reads();
        sweep.look();
        assertThat(results.reads()).isEqualTo(before);
    }

    private long calls() {
        Sweep fresh = sweep();
        fresh.look();
        long before = results.reads() + results.lists();
        fresh.look();
        return results.reads() + results.lists() - before;
    }

    private Sweep sweep() {
        return new Sweep(results, isQuiet::get, () -> Set.copyOf(openJobs), clock, PAUSE, PATIENCE);
    }

    private <E extends Event> List<E> standStill(Class<E> type) {
        return standStill().stream()
                .map(event -> {
                    assertThat(event).isInstanceOf(type);
                    return type.cast(event);
                })
                .toList();
    }

    /** Two looks without traffic between which nothing happens. */
    private List<Event> standStill() {
        clock.advance(Duration.ofHours(1)); // whatever was asked for before is long ago
        assertThat(sweep.look()).isEmpty();
        clock.advance(PAUSE);
        return sweep.look();
    }

    private PlannedDataset planned(int cases, Milestone until, String experiment) {
        return PlannedDataset.write(results, cases, until, experiment);
    }

    private PlannedDataset unplanned(int cases, Milestone until, String experiment) {
        PlannedDataset dataset = planned(cases, until, experiment);
        results.delete(ObjectKeys.planning(VERSION));
        return dataset;
    }

    private void preprocessed(int cases, Milestone until, String experiment) {
        PlannedDataset dataset = planned(cases, until, experiment);
        for (int i = 0; i < cases; i++) {
            preprocess(dataset, i);
        }
    }

    private void fingerprint(PlannedDataset dataset, int number) {
        results.put(ObjectKeys.caseFingerprint(DATASET, files(dataset, number), Optional.empty()), new byte[0]);
    }

    private void preprocess(PlannedDataset dataset, int number) {
        results.put(ObjectKeys.properties(DATASET, dataset.parameters().id(), files(dataset, number)), new byte[0]);
    }

    private static CaseFiles files(PlannedDataset dataset, int number) {
        return dataset.manifest().training().get(number);
    }

    private void train(String fold) {
        results.put(FoldFolder.of(fold(fold)).finalCheckpoint().document(), new byte[0]);
        results.put(ObjectKeys.training(DATASET, "training" + fold), new byte[0]);
    }

    private void evaluate(String fold, String caseId) {
        train(fold);
        results.put(ObjectKeys.prediction(fold(fold), caseId, ".nii.gz"), new byte[0]);
        results.put(ObjectKeys.caseMetrics(fold(fold), caseId), new byte[0]);
    }

    private void failPreprocessing(String caseId, FailureCode code) {
        new RecordedFailure(
                        WorkFailed.of(
                                EventExamples.header("failed " + caseId),
                                Optional.of(VERSION.version()),
                                Work.PREPROCESS_CASE,
                                new Unit.OfCase(DATASET, caseId),
                                code,
                                caseId + " has failed"),
                        clock.instant())
                .write(results);
    }

    private static FoldId fold(String fold) {
        return VERSION.fold(PlannedDataset.CONFIGURATION, fold);
    }
}

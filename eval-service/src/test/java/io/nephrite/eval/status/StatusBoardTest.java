package io.nephrite.eval.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.IntakeStatus;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.event.CaseCheckRequested;
import io.nephrite.core.event.CaseChecked;
import io.nephrite.core.event.CaseEvaluated;
import io.nephrite.core.event.CaseFingerprinted;
import io.nephrite.core.event.CasePredicted;
import io.nephrite.core.event.DatasetSealed;
import io.nephrite.core.event.EpochCompleted;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.FoldTrained;
import io.nephrite.core.event.ReportCreated;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkDelayed;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.Unit;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.job.JobControl;
import io.nephrite.core.job.JobQueue;
import io.nephrite.core.job.TrainerJobs;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.core.pipeline.DatasetStatus.FoldProgress;
import io.nephrite.core.pipeline.DatasetStatus.StageProgress;
import io.nephrite.core.pipeline.DatasetStatus.Waiting;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.FoldState;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.RecordedFailure;
import io.nephrite.core.pipeline.StatusStage;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.JournalExamples;
import io.nephrite.testkit.ManualClock;
import io.nephrite.testkit.PlannedDataset;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class StatusBoardTest {
    private static final FoldId FOLD =
            new VersionId(EventExamples.DATASET, EventExamples.VERSION).fold("3d_fullres", "0");
    private static final String DATASET = EventExamples.DATASET;
    private static final String VERSION = EventExamples.VERSION;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private final ManualClock clock = new ManualClock();
    private final InMemoryObjectStore datasets = new InMemoryObjectStore(clock);
    private final InMemoryObjectStore results = new InMemoryObjectStore(clock);
    private final StatusBoard board = new StatusBoard(datasets, results, clock, PATIENCE);

    @Test
    void knowsNothingOfADatasetThatIsNotThere() {
        assertThat(board.status("Dataset999_Nothing")).isEmpty();
        assertThat(board.datasets()).isEmpty();
    }

    @Test
    void countsChecksBeforeThereIsAVersion() {
        seen(EventExamples.of(CaseCheckRequested.class));
        assertThat(stage(StatusStage.CHECKED)).isEqualTo(new StageProgress(StatusStage.CHECKED, 0, 1));
        seen(EventExamples.of(CaseChecked.class));
        assertThat(stage(StatusStage.CHECKED)).isEqualTo(new StageProgress(StatusStage.CHECKED, 1, 1));
        assertThat(status().version()).isEmpty();
    }

    @Test
    void saysWhatIsStillAwaited() {
        IntakeStatus intake = new IntakeStatus(
                DATASET, IntakeStatus.State.AWAITING_FILES, 2, 1, 1, List.of("labelsTr/b.nii.gz"), "", "", "");
        results.put(ObjectKeys.intake(DATASET), Json.bytes(intake));
        assertThat(status().awaited()).containsExactly("labelsTr/b.nii.gz");
        assertThat(status().version()).isEmpty();
    }

    @Test
    void readsWhatWasDoneBeforeItStarted() {
        PlannedDataset planned = planned();
        planned.manifest()
                .training()
                .forEach(files ->
                        results.put(ObjectKeys.caseFingerprint(DATASET, files, Optional.empty()), new byte[0]));
        results.put(
                ObjectKeys.properties(
                        DATASET,
                        planned.parameters().id(),
                        planned.manifest().training().get(0)),
                new byte[0]);
        results.put(
                FoldFolder.of(FOLD).journal(),
                Json.pretty(JournalExamples.of(List.of(), JournalExamples.epoch(2, 12, -0.5))));

        assertThat(stage(StatusStage.CHECKED)).isEqualTo(new StageProgress(StatusStage.CHECKED, 4, 4));
        assertThat(stage(StatusStage.FINGERPRINT)).isEqualTo(new StageProgress(StatusStage.FINGERPRINT, 4, 4));
        assertThat(stage(StatusStage.PLANS).isComplete()).isTrue();
        assertThat(stage(StatusStage.PREPROCESSED)).isEqualTo(new StageProgress(StatusStage.PREPROCESSED, 1, 4));
        assertThat(stage(StatusStage.TRAINED)).isEqualTo(new StageProgress(StatusStage.TRAINED, 0, 2));
        FoldProgress fold = status().folds().get(0);
        assertThat(fold.state()).isEqualTo(FoldState.TRAINING);
        assertThat(fold.epoch()).isEqualTo(3);
        assertThat(fold.loss()).hasValue(-0.5);
        assertThat(fold.pseudoDice()).containsExactly(OptionalDouble.of(0.8), OptionalDouble.of(0.4));
        assertThat(status().folds().get(1).state()).isEqualTo(FoldState.WAITING);
    }

    @Test
    void followsEventsWithoutListingAgain() {
        planned();
        status();
        long lists = results.lists();
        EpochCompleted epoch = EventExamples.of(EpochCompleted.class);
        seen(epoch);
        assertThat(status().folds().get(0).etaSeconds()).hasValue(epoch.etaSeconds());
        seen(EventExamples.of(FoldTrained.class));
        assertThat(status().folds().get(0).state()).isEqualTo(FoldState.PREDICTING);
        assertThat(stage(StatusStage.TRAINED).done()).isEqualTo(1);
        seen(EventExamples.of(CaseFingerprinted.class));
        seen(EventExamples.of(ReportCreated.class));
        assertThat(status().reportKey()).isPresent();
        assertThat(status().updatedAt()).contains(NOW);
        assertThat(results.lists()).isEqualTo(lists);
    }

    @Test
    void readsAnewWhenTheGoalMovesOn() {
        planned();
        assertThat(status().until()).isEqualTo(Milestone.REPORT);
        results.put(ObjectKeys.current(DATASET), Json.bytes(Map.of("version", VERSION, "until", "plans")));
        assertThat(status().until()).isEqualTo(Milestone.PLANS);
    }

    @Test
    void countsThePlannedWorkOnceThePlansAreThere() {
        planned();
        byte[] planning = results.bytes(ObjectKeys.planning(new VersionId(DATASET, VERSION)));
        results.delete(ObjectKeys.planning(new VersionId(DATASET, VERSION)));
        assertThat(stage(StatusStage.PREPROCESSED).total()).isZero();
        results.put(ObjectKeys.planning(new VersionId(DATASET, VERSION)), planning);
        seen(EventExamples.of(DatasetSealed.class));
        assertThat(stage(StatusStage.PREPROCESSED).total()).isEqualTo(4);
    }

    @Test
    void showsFailuresOfBeforeAndOfNow() {
        WorkFailed failure = EventExamples.of(WorkFailed.class);
        new RecordedFailure(failure, NOW).write(results);
        assertThat(status().failures()).singleElement().satisfies(f -> {
            assertThat(f.subject()).isEqualTo(EventExamples.CASE);
            assertThat(f.message()).isEqualTo(failure.message());
        });
        seen(failure);
        assertThat(status().failures()).hasSize(1);
    }

    @Test
    void expectsNothingOfACaseThatIsSkipped() {
        PlannedDataset.write(results, 4, Milestone.REPORT, "{\"folds\": [0, 1], \"faultyCases\": \"skip\"}");
        assertThat(stage(StatusStage.PREDICTED).total()).isEqualTo(4);
        seen(preprocessingFailed());
        assertThat(stage(StatusStage.PREPROCESSED).total()).isEqualTo(3);
        assertThat(stage(StatusStage.PREDICTED).total()).isEqualTo(3);
        assertThat(status().failures()).isEmpty();
        assertThat(status().leftOut()).hasSize(1);
    }

    @Test
    void waitsForACaseThatMayNotBeSkipped() {
        planned();
        status();
        seen(preprocessingFailed());
        assertThat(stage(StatusStage.PREPROCESSED).total()).isEqualTo(4);
        assertThat(status().failures()).hasSize(1);
        assertThat(status().leftOut()).isEmpty();
    }

    @Test
    void callsAFoldFailedWhenNoCaseIsLeftToPredict() {
        planned();
        status();
        seen(trained("0"));
        seen(failed(Work.PREDICT_CASE, new Unit.OfFoldCase(FOLD, "case_00000")));
        assertThat(fold().state()).isEqualTo(FoldState.PREDICTING);
        seen(predicted("case_00002"));
        seen(evaluated("case_00002"));
        assertThat(fold().state()).isEqualTo(FoldState.FAILED);
        seen(predicted("case_00000"));
        assertThat(fold().state()).isEqualTo(FoldState.PREDICTING);
        seen(failed(Work.EVALUATE_CASE, new Unit.OfFoldCase(FOLD, "case_00000")));
        assertThat(fold().state()).isEqualTo(FoldState.FAILED);
        seen(evaluated("case_00000"));
        assertThat(fold().state()).isEqualTo(FoldState.EVALUATED);
        assertThat(status().failures()).isEmpty();
    }

    @Test
    void readsWhatFailedBeforeItStarted() {
        planned();
        writeEpoch();
        record(failed(Work.TRAIN_FOLD, new Unit.OfFold(FOLD)), clock.instant().plusSeconds(5));
        assertThat(fold().state()).isEqualTo(FoldState.FAILED);
        clock.advance(Duration.ofMinutes(1));
        writeEpoch();
        assertThat(fold().state()).isEqualTo(FoldState.TRAINING);
    }

    @Test
    void readsAgainNowAndThenWhatItDidNotHear() {
        planned();
        assertThat(fold().state()).isEqualTo(FoldState.WAITING);
        results.put(ObjectKeys.training(DATASET, "training0"), new byte[0]);
        record(failed(Work.PREDICT_CASE, new Unit.OfFoldCase(FOLD, "case_00000")), clock.instant());
        record(failed(Work.PREDICT_CASE, new Unit.OfFoldCase(FOLD, "case_00002")), clock.instant());
        clock.advance(Duration.ofSeconds(30));
        assertThat(fold().state()).isEqualTo(FoldState.FAILED);
        assertThat(status().failures()).hasSize(2);
    }

    @Test
    void forgetsFailuresThatWereMended() {
        record(refused(Optional.of("refused")), clock.instant());
        record(refused(Optional.empty()), clock.instant());
        record(failed(Work.TRAIN_FOLD, new Unit.OfFold(FOLD)), clock.instant());
        assertThat(status().failures()).hasSize(3);
        clock.advance(Duration.ofSeconds(30));
        planned();
        assertThat(status().failures())
                .singleElement()
                .satisfies(f -> assertThat(f.subject()).isEqualTo("3d_fullres fold 0"));
        seen(trained("0"));
        assertThat(status().failures()).isEmpty();
    }

    @Test
    void showsARefusalOfWhatCameAfterTheSealedVersion() {
        planned();
        record(refused(Optional.of("refused")), clock.instant().plusSeconds(60));
        assertThat(status().failures()).hasSize(1);
    }

    @Test
    void keepsTheTimeOfAFailureThatIsDeliveredAgain() {
        planned();
        WorkFailed failure = preprocessingFailed();
        record(failure, NOW);
        clock.advance(Duration.ofHours(1));
        record(failure, NOW);
        assertThat(status().failures())
                .singleElement()
                .satisfies(f -> assertThat(f.time()).isEqualTo(NOW));
    }

    @Test
    void namesTheDatasetsOfTheStore() {
        planned();
        datasets.put(DATASET + "/dataset.json", new byte[0]);
        datasets.put("Dataset999_Unseen/dataset.json", new byte[0]);
        assertThat(board.datasets()).containsExactly(DATASET);
    }

    private void writeEpoch() {
        results.put(
                FoldFolder.of(FOLD).journal(),
                Json.pretty(JournalExamples.of(List.of(), JournalExamples.epoch(2, 12, -0.5))));
    }

    private void record(WorkFailed failure, Instant sent) {
        new RecordedFailure(failure, sent).write(results);
    }

    private FoldProgress fold() {
        return status().folds().get(0);
    }

    private static FoldTrained trained(String fold) {
        FoldTrained example = EventExamples.of(FoldTrained.class);
        assertThat(example.fold()).isEqualTo(fold);
        return example;
    }

    private static CasePredicted predicted(String caseId) {
        return new CasePredicted(
                EventExamples.header("predicted " + caseId), DATASET, VERSION, "3d_fullres", "0", caseId, "key");
    }

    private static CaseEvaluated evaluated(String caseId) {
        return new CaseEvaluated(
                EventExamples.header("evaluated " + caseId), DATASET, VERSION, "3d_fullres", "0", caseId, "key");
    }

    private static WorkFailed refused(Optional<String> version) {
        return WorkFailed.of(
                EventExamples.header("refused " + version),
                version,
                Work.SEAL_DATASET,
                new Unit.OfDataset(DATASET),
                FailureCode.INVALID_DATASET,
                "2 errors");
    }

    private static WorkFailed preprocessingFailed() {
        return failed(Work.PREPROCESS_CASE, "case_00001");
    }

    private static WorkFailed failed(Work work, String caseId) {
        return failed(work, new Unit.OfCase(DATASET, caseId));
    }

    private static WorkFailed failed(Work work, Unit unit) {
        return WorkFailed.of(
                EventExamples.header("failed " + work + unit.subject()),
                Optional.of(VERSION),
                work,
                unit,
                FailureCode.OUT_OF_MEMORY,
                unit.subject() + ": too large");
    }

    @Test
    void saysWhatIsWaitedForSinceWhenAndWhatWouldHelp() {
        datasets.put(ObjectKeys.upload(DATASET, "dataset.json"), new byte[0]);
        IntakeStatus intake = new IntakeStatus(
                DATASET, IntakeStatus.State.AWAITING_FILES, 3, 1, 1, List.of("labelsTr/b.nii.gz"), "", "", "");
        results.put(ObjectKeys.intake(DATASET), Json.bytes(intake));

        assertThat(status().waiting()).singleElement().satisfies(w -> {
            assertThat(w.what()).isEqualTo("2 of 3 cases");
            assertThat(w.since()).isEqualTo(clock.instant());
            assertThat(w.reason()).contains("labelsTr/b.nii.gz");
            assertThat(w.help()).contains("upload them");
            assertThat(w.isOverdue()).isFalse();
        });
    }

    @Test
    void showsIngestsOwnReasonAndTime() {
        datasets.put(ObjectKeys.upload(DATASET, "dataset.json"), new byte[0]);
        Instant since = clock.instant().minus(Duration.ofMinutes(3));
        tellIntake(since, "labelsTr/b.nii is there, expected labelsTr/b.nii.gz");

        assertThat(status().waiting()).singleElement().satisfies(w -> {
            assertThat(w.since()).isEqualTo(since);
            assertThat(w.reason()).isEqualTo("labelsTr/b.nii is there, expected labelsTr/b.nii.gz");
            assertThat(w.isOverdue()).isFalse();
        });
    }

    @Test
    void callsOverdueWhatIngestHasWarnedOfUntilItMoves() {
        datasets.put(ObjectKeys.upload(DATASET, "dataset.json"), new byte[0]);
        Instant since = clock.instant().minus(Duration.ofMinutes(3));
        tellIntake(since, "awaited");
        seen(WorkDelayed.of(
                EventExamples.header("delayed"),
                Optional.empty(),
                Work.SEAL_DATASET,
                new Unit.OfDataset(DATASET),
                since,
                "awaited"));
        assertThat(status().waiting())
                .singleElement()
                .satisfies(w -> assertThat(w.isOverdue()).isTrue());

        tellIntake(clock.instant(), "awaited");
        assertThat(status().waiting()).noneMatch(Waiting::isOverdue);
    }

    private void tellIntake(Instant since, String reason) {
        IntakeStatus intake = new IntakeStatus(
                DATASET, IntakeStatus.State.AWAITING_FILES, 3, 1, 1, List.of("labelsTr/b.nii.gz"), "", "", "");
        results.put(ObjectKeys.intake(DATASET), Json.bytes(intake.because(since, reason)));
    }

    @Test
    void callsItOverdueWhenNothingHasMovedForTooLong() {
        datasets.put(ObjectKeys.upload(DATASET, "dataset.json"), new byte[0]);
        planned();
        preprocess(0);
        Instant moved = clock.instant();
        clock.advance(PATIENCE);
        assertThat(status().waiting()).noneMatch(Waiting::isOverdue);
        clock.advance(Duration.ofMinutes(1));

        assertThat(status().waiting().get(0)).satisfies(w -> {
            assertThat(w.what()).isEqualTo("preprocessed volumes of 3 of 4 cases");
            assertThat(w.since()).isEqualTo(moved);
            assertThat(w.isOverdue()).isTrue();
            assertThat(w.help()).isNotEmpty();
        });
    }

    @Test
    void namesTheFailureThatIsWaitedFor() {
        datasets.put(ObjectKeys.upload(DATASET, "dataset.json"), new byte[0]);
        planned();
        seen(preprocessingFailed());
        assertThat(status().waiting().get(0)).satisfies(w -> {
            assertThat(w.reason()).contains("case_00001: too large");
            assertThat(w.help()).contains("correct");
        });
    }

    @Test
    void waitsForNothingWhenTheReportIsThere() {
        planned();
        results.put(ObjectKeys.report(new VersionId(DATASET, VERSION)), new byte[0]);
        assertThat(status().waiting()).isEmpty();
    }

    @Test
    void showsAPausedTrainingWithItsReason() {
        planned();
        JobQueue queue = new JobQueue(results, TrainerJobs.QUEUE, Duration.ofMinutes(1), System::nanoTime);
        queue.control(TrainerJobs.prefix("training0") + VERSION, Optional.of(JobControl.PAUSE));

        assertThat(fold().state()).isEqualTo(FoldState.PAUSED);
        assertThat(fold().reason()).contains("/trainings/training0/resume");
        assertThat(status().waiting())
                .filteredOn(w -> w.what().equals("training of 3d_fullres fold 0"))
                .singleElement()
                .satisfies(w -> assertThat(w.help()).isEqualTo("resume it"));
    }

    @Test
    void saysThatTheFilesOfADatasetWereDeleted() {
        planned();
        datasets.put(DATASET + "/dataset.json", new byte[0]);
        assertThat(status().waiting()).noneMatch(w -> w.reason().contains("no file"));
        datasets.delete(DATASET + "/dataset.json");
        clock.advance(Duration.ofSeconds(30));
        assertThat(status().waiting()).anyMatch(w -> w.reason().contains("no file of " + DATASET));
    }

    private void preprocess(int number) {
        PlannedDataset dataset = planned();
        results.put(
                ObjectKeys.properties(
                        DATASET,
                        dataset.parameters().id(),
                        dataset.manifest().training().get(number)),
                new byte[0]);
    }

    @Test
    void measuresHowLongNobodyWorked() {
        Event event = EventExamples.of(CaseChecked.class);
        board.seen(event, Optional.of(NOW), NOW.plusSeconds(1));
        board.seen(event, Optional.of(NOW.plusSeconds(3)), NOW.plusSeconds(4));
        assertThat(status().idleShare()).isEqualTo(0.5);
    }

    private PlannedDataset planned() {
        return PlannedDataset.write(results, 4, Milestone.REPORT, "{\"folds\": [0, 1]}");
    }

    private void seen(Event event) {
        board.seen(event, Optional.empty(), NOW);
    }

    private DatasetStatus status() {
        return board.status(DATASET).orElseThrow();
    }

    private StageProgress stage(StatusStage name) {
        return status().stages().stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}

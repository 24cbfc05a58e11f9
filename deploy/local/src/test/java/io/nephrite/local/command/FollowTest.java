package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.identity.Unit;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.core.pipeline.DatasetStatus.Failure;
import io.nephrite.core.pipeline.DatasetStatus.FoldProgress;
import io.nephrite.core.pipeline.DatasetStatus.StageProgress;
import io.nephrite.core.pipeline.FoldState;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StatusStage;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.testkit.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class FollowTest {
    private static final String DATASET = "Dataset001_A";
    private static final Duration A_DAY = Duration.ofDays(1);

    private final ManualClock clock = new ManualClock();
    private final Instant begin = clock.instant();
    private final InMemoryObjectStore results = new InMemoryObjectStore(clock);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Optional<String> defeat = Optional.empty();
    private boolean isSilent;
    private boolean sleepsAtFirstLook;
    private int looks;
    /** Looks of an hour each after which a silent system answers again. */
    private int silences = Integer.MAX_VALUE;

    private DatasetStatus status = status(Optional.empty(), List.of(), List.of());

    @Test
    void returnsWhenTheReportIsThere() throws Exception {
        seal();
        status = status(Optional.of("report.json"), List.of(fold(FoldState.EVALUATED)), List.of());
        assertThat(follow(begin).until(Milestone.REPORT)).isEqualTo(status);
    }

    @Test
    void doesNotTakeAnEarlierRunsReportForThisOnes() {
        seal();
        clock.advance(Duration.ofHours(1));
        status = status(Optional.of("report.json"), List.of(fold(FoldState.EVALUATED)), List.of());
        assertThatThrownBy(() -> follow(clock.instant()).until(Milestone.REPORT))
                .isInstanceOf(StillFollowing.class);
    }

    @Test
    void waitsForTheWorkThatAFailureLeavesAndEndsWithFourWhenNoneIsLeft() {
        seal();
        Failure failure = failure("case_00001", FailureCode.OUT_OF_MEMORY, begin.plusSeconds(1));
        status = status(Optional.empty(), List.of(fold(FoldState.PREDICTING)), List.of(failure));
        assertThatThrownBy(() -> follow(begin).until(Milestone.REPORT)).isInstanceOf(StillFollowing.class);

        status = status(Optional.empty(), List.of(fold(FoldState.FAILED)), List.of(failure));
        assertExit(begin, ExitCode.WORK_FAILED);
        assertThat(written()).contains("failed: case_00001 does not fit");
    }

    @Test
    void waitsForRoomOnADiskAndSaysSo() {
        seal();
        Failure failure = failure("3d_fullres fold 0", FailureCode.DISK_UNAVAILABLE, begin.plusSeconds(1));
        status = status(Optional.empty(), List.of(fold(FoldState.WAITING)), List.of(failure));
        assertThatThrownBy(() -> follow(begin).until(Milestone.REPORT)).isInstanceOf(StillFollowing.class);
        assertThat(written())
                .contains("waiting: 3d_fullres fold 0 does not fit")
                .doesNotContain("failed:");
    }

    @Test
    void waitsForTheFirstEpochOfAnotherFoldWhoseCasesAreThere() {
        seal();
        Failure failure = failure("3d_fullres fold 0", FailureCode.TRAINING_DIVERGED, begin.plusSeconds(1));
        List<FoldProgress> folds = List.of(fold(FoldState.FAILED), fold(FoldState.WAITING));
        status = status(Optional.empty(), new StageProgress(StatusStage.PREPROCESSED, 3, 3), folds, List.of(failure));
        assertThatThrownBy(() -> follow(begin).until(Milestone.REPORT)).isInstanceOf(StillFollowing.class);

        status = status(Optional.empty(), new StageProgress(StatusStage.PREPROCESSED, 2, 3), folds, List.of(failure));
        assertExit(begin, ExitCode.WORK_FAILED);
    }

    @Test
    void endsWithTwoAtOnceWhereTheDatasetIsRefused() {
        status = status(
                Optional.empty(), List.of(), List.of(failure(DATASET, FailureCode.INVALID_DATASET, clock.instant())));
        assertExit(begin, ExitCode.BAD_INPUT);
        assertThat(clock.instant()).isEqualTo(begin);
    }

    @Test
    void doesNotEndForAFailureOfAnEarlierRun() {
        Failure old = failure(DATASET, FailureCode.INVALID_DATASET, begin);
        status = status(Optional.empty(), List.of(), List.of(old));
        assertThatThrownBy(() -> follow(begin.plusSeconds(60)).until(Milestone.REPORT))
                .isInstanceOf(StillFollowing.class);
        assertThat(written()).doesNotContain("failed");
    }

    @Test
    void endsWithOneWhenAServiceIsGivenUp() {
        defeat = Optional.of("eval-service ended again and again");
        assertExit(begin, ExitCode.FAULT);
    }

    @Test
    void waitsForAServiceThatIsSilentForMinutesAndSaysSoButNotForOneThatStaysSilent() {
        isSilent = true;
        assertThatThrownBy(() -> follow(begin).until(Milestone.REPORT)).isInstanceOf(IOException.class);
        Duration waited = Duration.between(begin, clock.instant());
        assertThat(waited).isBetween(Duration.ofMinutes(15), Duration.ofMinutes(40));
        assertThat(written().lines()).hasSizeBetween(15, 40).allMatch(l -> l.contains("connection refused"));
    }

    @Test
    void doesNotTakeASleepOfTheMachineForSilence() throws Exception {
        seal();
        status = status(Optional.of("report.json"), List.of(fold(FoldState.EVALUATED)), List.of());
        silences = 3;
        isSilent = true;
        assertThat(follow(begin).until(Milestone.REPORT)).isEqualTo(status);
        assertThat(Duration.between(begin, clock.instant())).isGreaterThan(Duration.ofHours(3));
    }

    @Test
    void doesNotTakeASleepOfTheMachineForStandstill() {
        seal();
        Failure failure = failure("case_00001", FailureCode.OUT_OF_MEMORY, begin.plusSeconds(1));
        status = status(Optional.empty(), List.of(fold(FoldState.FAILED)), List.of(failure));
        sleepsAtFirstLook = true;
        assertExit(begin, ExitCode.WORK_FAILED);
        assertThat(looks).isGreaterThan(5);
    }

    private void assertExit(Instant since, int exitCode) {
        assertThatThrownBy(() -> follow(since).until(Milestone.REPORT))
                .isInstanceOfSatisfying(
                        WorkFailedException.class, e -> assertThat(e.exitCode()).isEqualTo(exitCode));
    }

    /** The clock moves on with each pause; whoever follows for a day does not end. */
    private Follow follow(Instant since) {
        Instant end = clock.instant().plus(A_DAY);
        return new Follow(
                new Follow.Watched() {
                    @Override
                    public Optional<String> defeat() {
                        return defeat;
                    }

                    @Override
                    public Optional<DatasetStatus> status(String dataset) throws IOException {
                        looks++;
                        if (looks == 2 && sleepsAtFirstLook) {
                            clock.advance(Duration.ofHours(8));
                        }
                        if (isSilent && looks <= silences) {
                            if (silences < Integer.MAX_VALUE) {
                                clock.advance(Duration.ofHours(1));
                            }
                            throw new IOException("connection refused");
                        }
                        return Optional.of(status);
                    }

                    @Override
                    public ObjectStore results() {
                        return results;
                    }
                },
                Terminal.plain(new PrintStream(out, true, StandardCharsets.UTF_8)),
                DATASET,
                since,
                clock,
                by -> {
                    clock.advance(by.multipliedBy(10));
                    if (clock.instant().isAfter(end)) {
                        throw new StillFollowing();
                    }
                });
    }

    private void seal() {
        results.put(ObjectKeys.current(DATASET), Json.bytes(Map.of("version", "v1", "until", "report")));
    }

    private String written() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Failure failure(String subject, FailureCode code, Instant time) {
        Unit unit = subject.equals(DATASET)
                ? new Unit.OfDataset(DATASET)
                : new Unit.OfFoldCase(new VersionId(DATASET, "v1").fold("3d_fullres", "0"), subject);
        return Failure.of(
                WorkFailed.of(
                        EventHeader.root(subject),
                        Optional.of("v1"),
                        Work.PREDICT_CASE,
                        unit,
                        code,
                        subject + " does not fit"),
                time);
    }

    private static FoldProgress fold(FoldState state) {
        return new FoldProgress(
                "3d_fullres",
                "0",
                state,
                3,
                3,
                OptionalDouble.empty(),
                List.of(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                0,
                0,
                1,
                "");
    }

    private static DatasetStatus status(Optional<String> report, List<FoldProgress> folds, List<Failure> failures) {
        return status(report, new StageProgress(StatusStage.REPORT, report.isPresent() ? 1 : 0, 1), folds, failures);
    }

    private static DatasetStatus status(
            Optional<String> report, StageProgress stage, List<FoldProgress> folds, List<Failure> failures) {
        return new DatasetStatus(
                DATASET,
                Optional.of("v1"),
                Milestone.REPORT,
                List.of(),
                List.of(stage),
                folds,
                failures,
                List.of(),
                report,
                Optional.empty(),
                List.of(),
                0);
    }

    private static final class StillFollowing extends RuntimeException {}
}

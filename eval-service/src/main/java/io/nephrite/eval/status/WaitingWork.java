package io.nephrite.eval.status;

import io.nephrite.core.dataset.IntakeStatus;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.pipeline.DatasetStatus.Failure;
import io.nephrite.core.pipeline.DatasetStatus.Waiting;
import io.nephrite.core.pipeline.FoldState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says what a dataset waits for, since when, why, and what would help. */
final class WaitingWork {
    private static final Set<FoldState> BEFORE_PREDICTION =
            EnumSet.of(FoldState.WAITING, FoldState.TRAINING, FoldState.PAUSED, FoldState.FAILED);

    private static final String BY_ITSELF = "";
    private static final String MEND =
            "correct what the failure names, then seal the dataset again or run the same command";
    private static final String ASKED_AGAIN = "; a request that was lost is sent again";

    private final Instant now;
    private final Duration patience;
    private final List<Waiting> waiting = new ArrayList<>();

    /** @param patience after which the same that is still awaited is overdue */
    WaitingWork(Instant now, Duration patience) {
        this.now = now;
        this.patience = patience;
    }

    List<Waiting> waiting() {
        return List.copyOf(waiting);
    }

    /**
     * Before there is a sealed version, or after something was changed.
     *
     * @param toldAt when ingest wrote its newest status
     * @param warnedOf the time of the last progress before the standstill that ingest warned of last
     */
    void upload(IntakeStatus intake, Instant toldAt, Optional<Instant> warnedOf) {
        Instant since = intake.since().orElse(toldAt);
        boolean isWarned = warnedOf.isPresent() && warnedOf.equals(intake.since());
        switch (intake.state()) {
            case AWAITING_FILES ->
                add(
                        (intake.listed() - intake.complete()) + " of " + intake.listed() + " cases",
                        since,
                        reasonOf(
                                intake,
                                "files that are named are not uploaded yet, such as "
                                        + String.join(
                                                ", ",
                                                intake.awaited().stream()
                                                        .limit(3)
                                                        .toList())),
                        "upload them, or seal the dataset as it is: POST /datasets/" + intake.dataset()
                                + "/seal to ingest",
                        isWarned);
            case CHECKING ->
                add(
                        "checks of " + (intake.complete() - intake.checked()) + " of " + intake.complete() + " cases",
                        since,
                        reasonOf(intake, "ingest reads the files, and seals the dataset when it has read all")
                                + ASKED_AGAIN,
                        BY_ITSELF,
                        isWarned);
            case REFUSED ->
                add(
                        "a dataset without errors",
                        since,
                        intake.message(),
                        "correct what ingest-report.md lists, and upload it again");
            case SEALED -> {}
        }
    }

    /** The text that ingest stored; older statuses have none. */
    private static String reasonOf(IntakeStatus intake, String usual) {
        return intake.reason().isEmpty() ? usual : intake.reason();
    }

    /** All objects of the dataset were deleted while there was work left. */
    void emptied(String dataset, Instant since) {
        add(
                "the files of the dataset",
                since,
                "no file of " + dataset + " is in bucket datasets any more",
                "upload the dataset again; what was made of it is kept");
    }

    /**
     * What a sealed version lacks.
     *
     * @param sealed when it was sealed
     * @param failures of this version that are not solved
     */
    void version(VersionBoard board, Instant sealed, List<Failure> failures) {
        Instant since = board.movedAt().filter(at -> at.isAfter(sealed)).orElse(sealed);
        Milestone until = board.until();
        if (board.reportKey().isPresent() || !until.reaches(Milestone.FINGERPRINT)) {
            return;
        }
        if (!board.isPlanned()) {
            cases("fingerprints", board.notFingerprinted(), board.caseCount(), since, failures);
            if (until.reaches(Milestone.PLANS)) {
                whole("plans", "the planner makes them when all cases are fingerprinted", since, failures);
            }
            return;
        }
        if (until.reaches(Milestone.PREPROCESSED)) {
            cases("preprocessed volumes", board.notPreprocessed(), board.caseCount(), since, failures);
        }
        if (until.reaches(Milestone.TRAINED)) {
            board.foldProgress().stream()
                    .filter(fold -> BEFORE_PREDICTION.contains(fold.state()))
                    .forEach(fold -> add(
                            "training of "
                                    + board.id()
                                            .fold(fold.configuration(), fold.fold())
                                            .inWords(),
                            since,
                            fold.reason(),
                            switch (fold.state()) {
                                case FAILED -> MEND;
                                case PAUSED -> "resume it";
                                default -> BY_ITSELF;
                            }));
        }
        if (until.reaches(Milestone.REPORT)) {
            board.foldProgress().stream()
                    .filter(fold -> fold.state() == FoldState.PREDICTING)
                    .forEach(fold -> add(
                            "predictions and metrics of "
                                    + board.id()
                                            .fold(fold.configuration(), fold.fold())
                                            .inWords(),
                            since,
                            fold.reason(),
                            BY_ITSELF));
            boolean evaluated = board.foldProgress().stream().allMatch(fold -> fold.state() == FoldState.EVALUATED);
            whole(
                    "the report",
                    evaluated ? "eval writes it" : "eval writes it when all folds are evaluated",
                    since,
                    evaluated ? failures : List.of());
        }
    }

    private void cases(String what, Set<String> missing, int all, Instant since, Collection<Failure> failures) {
        if (missing.isEmpty()) {
            return;
        }
        List<Failure> failed = failures.stream()
                .filter(f -> f.caseId().filter(missing::contains).isPresent())
                .toList();
        add(
                what + " of " + missing.size() + " of " + all + " cases",
                since,
                failed.isEmpty()
                        ? "preprocess has them in work or in its queue" + ASKED_AGAIN
                        : failed.size() + " of them have failed: "
                                + failed.get(0).message(),
                failed.isEmpty() ? BY_ITSELF : MEND);
    }

    private void whole(String what, String reason, Instant since, Collection<Failure> failures) {
        Optional<Failure> failed = failures.stream().findFirst();
        add(what, since, failed.map(Failure::message).orElse(reason), failed.isPresent() ? MEND : BY_ITSELF);
    }

    private void add(String what, Instant since, String reason, String help) {
        add(what, since, reason, help, false);
    }

    /** @param isWarned whether the one who works on it has sent a warning */
    private void add(String what, Instant since, String reason, String help, boolean isWarned) {
        boolean isOverdue = isWarned || Duration.between(since, now).compareTo(patience) > 0;
        String shown = help.isEmpty() && isOverdue
                ? "see the logs of the services, and whether the store and the broker answer"
                : help;
        waiting.add(new Waiting(what, since, reason, shown, isOverdue));
    }
}

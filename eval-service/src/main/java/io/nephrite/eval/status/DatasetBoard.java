package io.nephrite.eval.status;

import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.IntakeStatus;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.event.CaseCheckRequested;
import io.nephrite.core.event.CaseChecked;
import io.nephrite.core.event.DatasetSealed;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.PlansCreated;
import io.nephrite.core.event.VersionEvent;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkDelayed;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.job.OpenJobs;
import io.nephrite.core.job.TrainerJobs;
import io.nephrite.core.pipeline.CurrentVersion;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.core.pipeline.DatasetStatus.Failure;
import io.nephrite.core.pipeline.DatasetStatus.StageProgress;
import io.nephrite.core.pipeline.DatasetStatus.Waiting;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.RecordedFailure;
import io.nephrite.core.pipeline.StatusStage;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Progress of one dataset. Reads the store at the first question, after each new version or plan, and now and then
 * while the work is not done, as events may pass before this instance hears the first one. Thread-safe.
 */
final class DatasetBoard {
    private static final Duration REREAD = Duration.ofSeconds(20);
    /** What follows from these events stands in the store. */
    private static final Set<Class<?>> REREAD_AFTER = Set.of(DatasetSealed.class, PlansCreated.class);

    private final Clock clock;
    private final Duration patience;
    private final OpenJobs jobs;
    private final ObjectStore datasets;
    private final ObjectStore results;
    private final String dataset;
    private final Set<String> asked = new TreeSet<>();
    private final Set<String> checked = new TreeSet<>();
    private final Map<String, RecordedFailure> failures = new LinkedHashMap<>();
    private final BusyTime busy = new BusyTime();
    private final StagePaces paces = new StagePaces();
    private final VersionNews news = new VersionNews();
    private Optional<VersionBoard> version = Optional.empty();
    private Optional<Instant> updatedAt = Optional.empty();
    private Optional<Instant> readAt = Optional.empty();
    private Optional<Instant> sealedAt = Optional.empty();
    private Optional<Instant> intakeAt = Optional.empty();
    /** The time of the last progress before the standstill that ingest warned of last. */
    private Optional<Instant> warnedOf = Optional.empty();
    /** Whether no file of the dataset was there at the last reading. */
    private boolean isEmptied;

    private boolean stale = true;

    /** @param patience after which something that is still awaited is overdue */
    DatasetBoard(ObjectStore datasets, ObjectStore results, String dataset, Clock clock, Duration patience) {
        this.clock = clock;
        this.patience = patience;
        this.jobs = new OpenJobs(results, TrainerJobs.QUEUE);
        this.datasets = datasets;
        this.results = results;
        this.dataset = dataset;
    }

    synchronized void seen(Event event, Optional<Instant> begun, Instant sent) {
        if (event instanceof WorkDelayed e) {
            // a warning is no progress
            warnedOf = Optional.of(e.since());
            return;
        }
        updatedAt = updatedAt.filter(t -> t.isAfter(sent)).or(() -> Optional.of(sent));
        begun.ifPresent(b -> {
            busy.add(b, sent);
            paces.seen(event, b, sent);
        });
        if (event instanceof CaseCheckRequested e) {
            asked.add(e.files().caseId());
        } else if (event instanceof CaseChecked e) {
            checked.add(e.caseId());
        } else if (event instanceof WorkFailed e) {
            failed(new RecordedFailure(e, sent));
        } else if (event instanceof VersionEvent e) {
            seen(e, sent);
        }
        version.filter(v -> !stale).ifPresent(this::skipCases);
    }

    private void seen(VersionEvent event, Instant sent) {
        stale |= REREAD_AFTER.contains(event.getClass());
        version.filter(v -> v.id().equals(event.versionId())).ifPresent(v -> {
            if (!stale) {
                news.tell(v, event, sent);
            }
            v.moved(sent);
        });
    }

    private void failed(RecordedFailure failure) {
        keep(failure);
        version.filter(v -> !stale && failure.event().versionId().equals(Optional.of(v.id())))
                .ifPresent(v -> v.failed(failure));
    }

    private void keep(RecordedFailure failure) {
        failures.merge(
                failure.event().header().eventId(), failure, (a, b) -> a.time().isAfter(b.time()) ? a : b);
    }

    /**
     * The status as the events and documents so far make it.
     *
     * @return empty where nothing is known of such a dataset
     */
    synchronized Optional<DatasetStatus> status() {
        readWhatIsNew();
        Optional<IntakeStatus> intake = results.find(ObjectKeys.intake(dataset)).map(IntakeStatus::parse);
        if (intake.isEmpty() && version.isEmpty() && asked.isEmpty() && checked.isEmpty() && failures.isEmpty()) {
            return Optional.empty();
        }
        int caseCount = version.map(VersionBoard::caseCount).orElse(0);
        List<StageProgress> stages = new ArrayList<>();
        asked.addAll(checked);
        int total = Math.max(caseCount, asked.size());
        stages.add(new StageProgress(StatusStage.CHECKED, version.isPresent() ? total : checked.size(), total));
        version.ifPresent(v -> stages.addAll(v.stages()));
        List<Failure> leftOut = new ArrayList<>();
        List<Failure> failed = new ArrayList<>();
        for (RecordedFailure failure : failures.values()) {
            if (concernsThisVersion(failure)
                    && version.map(v -> v.skips(failure)).orElse(false)) {
                leftOut.add(failure.shown());
            } else if (!isMended(failure)) {
                failed.add(failure.shown());
            }
        }
        leftOut.sort(Comparator.comparing(Failure::time));
        failed.sort(Comparator.comparing(Failure::time));
        return Optional.of(new DatasetStatus(
                dataset,
                version.map(v -> v.id().version()),
                version.map(VersionBoard::until).orElseGet(this::goal),
                intake.map(IntakeStatus::awaited).orElse(List.of()),
                stages.stream().map(paces::of).toList(),
                version.map(VersionBoard::foldProgress).orElse(List.of()),
                failed,
                leftOut,
                version.flatMap(VersionBoard::reportKey),
                updatedAt,
                waiting(intake, failed),
                busy.idleShare()));
    }

    private List<Waiting> waiting(Optional<IntakeStatus> intake, List<Failure> failed) {
        WaitingWork work = new WaitingWork(clock.instant(), patience);
        Instant toldAt = intakeAt.or(() -> sealedAt).orElseGet(clock::instant);
        if (isEmptied && version.flatMap(VersionBoard::reportKey).isEmpty()) {
            work.emptied(dataset, toldAt);
        } else {
            intake.ifPresent(told -> work.upload(told, toldAt, warnedOf));
        }
        version.ifPresent(v -> work.version(v, sealedAt.orElse(toldAt), failed));
        return work.waiting();
    }

    private void readWhatIsNew() {
        Instant now = clock.instant();
        boolean isDone = version.filter(VersionBoard::testImagesAreDone)
                .flatMap(VersionBoard::reportKey)
                .isPresent();
        boolean isDue = readAt.isEmpty()
                || (!isDone && Duration.between(readAt.get(), now).compareTo(REREAD) >= 0);
        if (isDue) {
            for (ObjectInfo check : results.list(ObjectKeys.checks(dataset))) {
                ObjectKeys.checkedCase(dataset, check.key()).ifPresent(c -> checked.add(c.caseId()));
            }
            for (ObjectInfo failure : results.list(ObjectKeys.failures(dataset))) {
                keep(RecordedFailure.read(results, failure));
            }
            isEmptied = !isDone && datasets.list(ObjectKeys.uploads(dataset)).isEmpty();
            readAt = Optional.of(now);
        }
        intakeAt = results.stat(ObjectKeys.intake(dataset)).map(ObjectInfo::lastModified);
        Optional<CurrentVersion> current = CurrentVersion.find(results, dataset);
        if (current.isEmpty()) {
            return;
        }
        VersionId newest = current.get().of(dataset);
        Milestone until = current.get().until();
        boolean isKnown = version.isPresent()
                && version.get().id().equals(newest)
                && version.get().until() == until;
        sealedAt = results.stat(ObjectKeys.current(dataset)).map(ObjectInfo::lastModified);
        if (stale || !isKnown || isDue) {
            version = Optional.of(new StoredVersionReader(results).read(newest, until));
            failuresOf(version.get()).forEach(version.get()::failed);
            skipCases(version.get());
            readPauses(version.get());
            stale = false;
        }
    }

    private void readPauses(VersionBoard board) {
        boolean isTraining = board.isPlanned() && board.folds().stream().anyMatch(fold -> !fold.isTrained());
        Map<String, Instant> paused = isTraining ? jobs.paused() : Map.of();
        board.folds()
                .forEach(fold -> fold.paused(Optional.ofNullable(paused.get(
                        TrainerJobs.prefix(fold.trainingId()) + board.id().version()))));
    }

    private void skipCases(VersionBoard board) {
        failuresOf(board).stream()
                .filter(board::skips)
                .flatMap(failure -> failure.unit().caseId().stream())
                .forEach(board::skip);
    }

    private List<RecordedFailure> failuresOf(VersionBoard board) {
        return failures.values().stream()
                .filter(f -> f.event().versionId().equals(Optional.of(board.id())))
                .sorted(Comparator.comparing(RecordedFailure::time))
                .toList();
    }

    private boolean concernsThisVersion(RecordedFailure failure) {
        return failure.event().versionId().equals(version.map(VersionBoard::id));
    }

    /** Whether nothing is left of a failure to tell anybody. */
    private boolean isMended(RecordedFailure failure) {
        if (version.isEmpty()) {
            return false;
        }
        // a refusal names what was refused as its version, which is never sealed
        if (failure.event().version().isEmpty() || failure.work() == Work.SEAL_DATASET) {
            return sealedAt.filter(failure.time()::isBefore).isPresent();
        }
        return !concernsThisVersion(failure) || version.get().isDone(failure);
    }

    private Milestone goal() {
        return datasets.find(ObjectKeys.upload(dataset, ObjectKeys.GOAL_FILE))
                .map(Goal::parse)
                .orElse(Goal.REPORT)
                .until();
    }
}

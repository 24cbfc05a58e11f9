package io.nephrite.local.command;

import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.core.pipeline.DatasetStatus.Failure;
import io.nephrite.core.pipeline.DatasetStatus.FoldProgress;
import io.nephrite.core.pipeline.DatasetStatus.StageProgress;
import io.nephrite.core.pipeline.DatasetStatus.Waiting;
import io.nephrite.core.pipeline.FoldState;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StatusStage;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.local.client.ResultsDownload;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Shows a dataset's progress until a stage is reached or nothing more can come. */
final class Follow {
    private static final Duration INTERVAL = Duration.ofMillis(400);

    /** After a failure the other cases go on; when nothing has moved for so long, nothing more will come. */
    private static final Duration QUIET = Duration.ofSeconds(60);

    private final Watched system;
    private final Clock clock;
    private final Pause pause;
    private final Terminal terminal;
    private final String dataset;
    private final Instant begin;
    private final Set<String> shown = new HashSet<>();

    /** What is asked of the system. */
    interface Watched {
        /** Why it cannot go on; empty while it can. */
        Optional<String> defeat();

        Optional<DatasetStatus> status(String dataset) throws IOException, InterruptedException;

        ObjectStore results();
    }

    /** Waits; a test does not. */
    @FunctionalInterface
    interface Pause {
        void sleep(Duration duration) throws InterruptedException;
    }

    /** @param begin what was sealed, or failed, before belongs to an earlier run */
    Follow(Session session, Terminal terminal, String dataset, Instant begin) {
        this(
                new Watched() {
                    @Override
                    public Optional<String> defeat() {
                        return session.defeat();
                    }

                    @Override
                    public Optional<DatasetStatus> status(String name) throws IOException, InterruptedException {
                        return session.client().status(name);
                    }

                    @Override
                    public ObjectStore results() {
                        return session.client().results();
                    }
                },
                terminal,
                dataset,
                begin,
                Clock.systemUTC(),
                d -> TimeUnit.MILLISECONDS.sleep(d.toMillis()));
    }

    Follow(Watched system, Terminal terminal, String dataset, Instant begin, Clock clock, Pause pause) {
        this.system = system;
        this.clock = clock;
        this.pause = pause;
        this.terminal = terminal;
        this.dataset = dataset;
        this.begin = begin.truncatedTo(ChronoUnit.SECONDS); // as exact as the store's times
    }

    /**
     * @return the status in which the stage is reached
     * @throws WorkFailedException where it cannot be reached
     */
    DatasetStatus until(Milestone stage) throws IOException, InterruptedException {
        Optional<DatasetStatus> before = Optional.empty();
        // while the machine sleeps, nothing can move and nobody can answer
        Silence silence = new Silence(clock, Silence.OF_THIS_MACHINE, terminal);
        Duration moved = silence.passed();
        while (true) {
            system.defeat().ifPresent(why -> {
                throw new WorkFailedException(ExitCode.FAULT, why);
            });
            Optional<DatasetStatus> now = Optional.empty();
            boolean isOurs = false;
            try {
                now = system.status(dataset);
                isOurs = now.filter(s -> isReached(s, stage)).isPresent() && isOfThisRun(now.get());
                silence.end();
            } catch (IOException | PipelineException e) {
                if (Retry.isForGood(e) || silence.isTooLong(e)) {
                    throw e;
                }
            }
            if (now.isPresent()) {
                DatasetStatus status = now.get();
                terminal.block(StatusLines.of(status));
                if (isOurs) {
                    terminal.settle();
                    return status;
                }
                Map<Boolean, List<Failure>> byWait = ofThisRun(status.failures()).stream()
                        .collect(Collectors.partitioningBy(f -> f.code().kind().isWaitedFor()));
                List<Failure> failures = byWait.get(false);
                show("failed: ", failures);
                show("waiting: ", byWait.get(true));
                show("left out: ", ofThisRun(status.leftOut()));
                warn(status.waiting());
                if (before.isEmpty() || !sameProgress(before.get(), status)) {
                    moved = silence.passed();
                }
                boolean quiet = silence.passed().minus(moved).compareTo(QUIET) > 0;
                boolean standstill = quiet && !isWorking(status);
                if (!failures.isEmpty() && (standstill || failures.stream().anyMatch(Failure::concernsDataset))) {
                    terminal.settle();
                    throw new WorkFailedException(exitCode(failures), summary(failures));
                }
                before = now;
            }
            pause.sleep(INTERVAL);
        }
    }

    static boolean isReached(DatasetStatus status, Milestone stage) {
        if (status.version().isEmpty() || !status.until().reaches(stage)) {
            return false;
        }
        return switch (stage) {
            // the test images are predicted after the choice, beside the report
            case REPORT ->
                status.reportKey().isPresent()
                        && status.stages().stream()
                                .filter(s -> s.name() == StatusStage.PREDICTED)
                                .allMatch(s -> s.done() >= s.total());
            default ->
                status.stages().stream()
                        .filter(s -> s.name() == StatusStage.of(stage))
                        .anyMatch(StageProgress::isComplete);
        };
    }

    /** Ingest writes the current version again whenever it seals; until then the status speaks of an earlier run. */
    private boolean isOfThisRun(DatasetStatus status) {
        ObjectStore results = system.results();
        String key = ObjectKeys.current(dataset);
        return results.stat(key).filter(o -> !o.lastModified().isBefore(begin)).isPresent()
                && new ResultsDownload(results).currentVersion(dataset).equals(status.versionId());
    }

    private List<Failure> ofThisRun(List<Failure> failures) {
        return failures.stream().filter(f -> !f.time().isBefore(begin)).toList();
    }

    private void show(String what, List<Failure> failures) {
        for (Failure failure : failures) {
            if (shown.add(failure.stage() + failure.subject() + failure.message()) && shown.size() <= 20) {
                terminal.line(what + failure.message());
            }
        }
    }

    /** Once for each thing that nothing has moved towards for too long. */
    private void warn(List<Waiting> waiting) {
        for (Waiting overdue : waiting) {
            if (overdue.isOverdue() && shown.add("overdue " + overdue.what())) {
                terminal.line("warning: nothing has moved since " + overdue.since() + "; awaited: " + overdue.what()
                        + " (" + overdue.reason() + "); what helps: " + overdue.help());
            }
        }
    }

    private static boolean sameProgress(DatasetStatus a, DatasetStatus b) {
        return a.version().equals(b.version())
                && a.stages().equals(b.stages())
                && a.folds().equals(b.folds())
                && a.failures().size() == b.failures().size();
    }

    /**
     * A fold whose cases are ready waits for its turn, or has begun its first epoch, which is not reported before its
     * end.
     */
    private static boolean isWorking(DatasetStatus status) {
        boolean mayTrain = isReached(status, Milestone.PREPROCESSED);
        return status.folds().stream()
                .map(FoldProgress::state)
                .anyMatch(state -> state == FoldState.TRAINING
                        || state == FoldState.PREDICTING
                        || (mayTrain && state == FoldState.WAITING));
    }

    private static int exitCode(List<Failure> failures) {
        return failures.stream().allMatch(f -> f.code().kind() == FailureCode.Kind.BAD_INPUT)
                ? ExitCode.BAD_INPUT
                : ExitCode.WORK_FAILED;
    }

    private static String summary(List<Failure> failures) {
        Failure last = failures.get(failures.size() - 1);
        return failures.size() == 1
                ? last.message()
                : failures.size() + " pieces of work failed, the last: " + last.message();
    }
}

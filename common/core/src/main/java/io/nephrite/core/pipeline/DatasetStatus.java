package io.nephrite.core.pipeline;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far the work on a dataset is: what eval answers to {@code GET /datasets/{name}/status} and the launcher shows.
 *
 * @param version of the newest sealed version; absent before
 * @param until how far the work on that version shall go
 * @param awaited some of the files that are named and not uploaded yet
 * @param stages in order of the work; a stage whose total is not known yet has total 0
 * @param folds by configuration and fold; empty before planning
 * @param failures newest last
 * @param leftOut failures of cases without which the work goes on, newest last
 * @param reportKey of report.json in bucket {@code nephrite}, when it is there
 * @param waiting what the work still waits for, in its order; empty where the goal is reached
 * @param idleShare part of the time since the first event in which no stage was working, 0 to 1
 */
public record DatasetStatus(
        String dataset,
        Optional<String> version,
        Milestone until,
        List<String> awaited,
        List<StageProgress> stages,
        List<FoldProgress> folds,
        List<Failure> failures,
        List<Failure> leftOut,
        Optional<String> reportKey,
        Optional<Instant> updatedAt,
        List<Waiting> waiting,
        double idleShare) {
    public DatasetStatus {
        waiting = waiting == null ? List.of() : List.copyOf(waiting);
        awaited = List.copyOf(awaited);
        stages = List.copyOf(stages);
        folds = List.copyOf(folds);
        failures = List.copyOf(failures);
        leftOut = List.copyOf(leftOut);
    }

    @JsonIgnore
    public Optional<VersionId> versionId() {
        return version.map(v -> new VersionId(dataset, v));
    }

    /**
     * Units of work of a stage.
     *
     * @param busySeconds in which the stage was worked on, as far as the service that answers has seen it; absent where
     *     it has seen nothing of it
     * @param perMinute units that were done in a minute of that time; absent where none was seen to be done
     */
    public record StageProgress(
            StatusStage name, int done, int total, OptionalDouble busySeconds, OptionalDouble perMinute) {
        public StageProgress {
            busySeconds = busySeconds == null ? OptionalDouble.empty() : busySeconds;
            perMinute = perMinute == null ? OptionalDouble.empty() : perMinute;
        }

        /** Of which nothing was seen to be worked on. */
        public StageProgress(StatusStage name, int done, int total) {
            this(name, done, total, OptionalDouble.empty(), OptionalDouble.empty());
        }

        public boolean isComplete() {
            return total > 0 && done >= total;
        }
    }

    /**
     * One training and what follows from it.
     *
     * @param epoch epochs that are done
     * @param loss training loss of the newest epoch
     * @param pseudoDice of the newest epoch, per foreground class
     * @param etaSeconds to the end of the training
     * @param predicted validation cases
     * @param evaluated validation cases
     * @param reason why it is in its state and no further
     */
    public record FoldProgress(
            String configuration,
            String fold,
            FoldState state,
            int epoch,
            int epochs,
            OptionalDouble loss,
            List<OptionalDouble> pseudoDice,
            OptionalDouble iterationsPerSecond,
            OptionalDouble etaSeconds,
            int predicted,
            int evaluated,
            int validationCases,
            String reason) {
        public FoldProgress {
            reason = reason == null ? "" : reason;
            pseudoDice = List.copyOf(pseudoDice);
        }
    }

    /**
     * A unit of work that ended without its result; see {@link WorkFailed}, whose fields these are.
     *
     * @param time when it was reported
     */
    public record Failure(
            String stage,
            String subject,
            FailureCode code,
            String message,
            Instant time,
            Optional<Work> work,
            Optional<String> caseId,
            Optional<String> configuration,
            Optional<String> fold) {
        public static Failure of(WorkFailed event, Instant time) {
            return new Failure(
                    event.stage(),
                    event.subject(),
                    event.code(),
                    event.message(),
                    time,
                    Optional.of(event.failedWork()),
                    event.failedUnit().caseId(),
                    event.failedUnit().foldId().map(FoldId::configuration),
                    event.failedUnit().foldId().map(FoldId::fold));
        }

        /** Whether the dataset as a whole is concerned, on which everything else waits. */
        public boolean concernsDataset() {
            return work.isPresent() && caseId.isEmpty() && fold.isEmpty();
        }
    }

    /**
     * Something that the work cannot go on without.
     *
     * @param what such as {@code fingerprints of 2 of 6 cases}
     * @param since when the work last moved
     * @param reason why it is not there yet
     * @param help what a person can do; empty where the work goes on by itself
     * @param isOverdue whether nothing has moved for longer than NEPHRITE_PATIENCE
     */
    public record Waiting(String what, Instant since, String reason, String help, boolean isOverdue) {}
}

package io.nephrite.eval.status;

import io.nephrite.core.event.EpochCompleted;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.pipeline.DatasetStatus.FoldProgress;
import io.nephrite.core.pipeline.EpochReport;
import io.nephrite.core.pipeline.FoldState;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/** What is known of one fold. Not thread-safe. */
final class FoldBoard {
    private final FoldId id;
    private final String trainingId;
    private final Optional<String> previousStage;
    private final Set<String> validation;
    private final Set<String> predicted = new TreeSet<>();
    private final Set<String> evaluated = new TreeSet<>();
    private Optional<Epoch> epoch = Optional.empty();
    private boolean trained;
    private Optional<Instant> epochAt = Optional.empty();
    private boolean failed;
    private String failure = "";
    private Optional<Instant> pausedAt = Optional.empty();
    private final Set<String> predictionFailed = new TreeSet<>();
    private final Set<String> evaluationFailed = new TreeSet<>();

    /**
     * @param trainingId hash of everything that the training depends on
     * @param previousStage configuration whose segmentations it takes as input
     * @param validation case ids
     */
    FoldBoard(FoldId id, String trainingId, Optional<String> previousStage, Collection<String> validation) {
        this.id = id;
        this.trainingId = trainingId;
        this.previousStage = previousStage;
        this.validation = new TreeSet<>(validation);
    }

    FoldId id() {
        return id;
    }

    Optional<String> previousStage() {
        return previousStage;
    }

    String trainingId() {
        return trainingId;
    }

    /** @param since when somebody paused the training; empty while nobody has */
    void paused(Optional<Instant> since) {
        pausedAt = since;
    }

    /** The newest epoch. */
    record Epoch(
            int epoch,
            int epochs,
            double trainLoss,
            List<OptionalDouble> pseudoDice,
            double iterationsPerSecond,
            double etaSeconds) {
        static Epoch of(EpochReport report) {
            return new Epoch(
                    report.epoch(),
                    report.epochs(),
                    report.trainLoss(),
                    report.pseudoDice(),
                    report.iterationsPerSecond(),
                    report.etaSeconds());
        }

        static Epoch of(EpochCompleted event) {
            return new Epoch(
                    event.epoch(),
                    event.epochs(),
                    event.trainLoss(),
                    event.pseudoDice(),
                    event.iterationsPerSecond(),
                    event.etaSeconds());
        }
    }

    /** @param at when it was completed */
    void epoch(Epoch newest, Instant at) {
        epochAt = epochAt.filter(t -> t.isAfter(at)).or(() -> Optional.of(at));
        if (epoch.isEmpty() || epoch.get().epoch() <= newest.epoch()) {
            epoch = Optional.of(newest);
        }
        failed = false;
    }

    void trained() {
        trained = true;
        failed = false;
    }

    /**
     * Whether the training or a later step has failed. A failure that is older than the newest epoch counts as solved.
     */
    void failed(Instant at, String message) {
        failure = message;
        failed = epochAt.filter(t -> t.isAfter(at)).isEmpty();
    }

    void predictionFailed(String caseId, String message) {
        failure = message;
        predictionFailed.add(caseId);
    }

    void evaluationFailed(String caseId, String message) {
        failure = message;
        evaluationFailed.add(caseId);
    }

    boolean validates(String caseId) {
        return validation.contains(caseId);
    }

    boolean isPredicted(String caseId) {
        return predicted.contains(caseId);
    }

    boolean isEvaluated(String caseId) {
        return evaluated.contains(caseId);
    }

    void predicted(String caseId) {
        predicted.add(caseId);
    }

    void evaluated(String caseId) {
        evaluated.add(caseId);
        predicted.add(caseId);
    }

    void skip(String caseId) {
        validation.remove(caseId);
    }

    boolean isTrained() {
        return trained;
    }

    int predictedCases() {
        return predicted.size();
    }

    int evaluatedCases() {
        return evaluated.size();
    }

    int validationCases() {
        return validation.size();
    }

    /** Whether nothing continues here until somebody has solved what failed. */
    boolean isStuck() {
        return state() == FoldState.FAILED;
    }

    /** What has failed; empty where nothing has. */
    String failure() {
        return failure;
    }

    /**
     * @param waitingFor what a training that has not begun waits for
     * @param never whether that will not come until somebody has solved what failed
     */
    FoldProgress progress(String waitingFor, boolean never) {
        boolean running = epoch.isPresent() && !trained;
        return new FoldProgress(
                id.configuration(),
                id.fold(),
                never && state() == FoldState.WAITING ? FoldState.FAILED : state(),
                epoch.map(e -> e.epoch() + 1).orElse(0),
                epoch.map(Epoch::epochs).orElse(0),
                epoch.map(e -> OptionalDouble.of(e.trainLoss())).orElse(OptionalDouble.empty()),
                epoch.map(Epoch::pseudoDice).orElse(List.of()),
                epoch.map(e -> OptionalDouble.of(e.iterationsPerSecond())).orElse(OptionalDouble.empty()),
                running ? OptionalDouble.of(epoch.get().etaSeconds()) : OptionalDouble.empty(),
                predicted.size(),
                evaluated.size(),
                validation.size(),
                reason(waitingFor));
    }

    private String reason(String waitingFor) {
        return switch (state()) {
            case PAUSED ->
                "paused on request since " + pausedAt.orElseThrow() + "; POST /trainings/" + trainingId
                        + "/resume to the trainer continues it";
            case FAILED -> failure;
            case WAITING -> waitingFor;
            case TRAINING ->
                epochAt.map(at -> "the newest epoch ended at " + at).orElse("the first epoch has not ended yet");
            case PREDICTING ->
                (validation.size() - evaluated.size()) + " of " + validation.size()
                        + " validation cases are not predicted and evaluated yet";
            case EVALUATED -> "all validation cases are evaluated";
        };
    }

    private boolean nothingIsLeftToTry() {
        return validation.stream()
                .filter(id -> !evaluated.contains(id))
                .allMatch(id ->
                        evaluationFailed.contains(id) || (predictionFailed.contains(id) && !predicted.contains(id)));
    }

    private FoldState state() {
        if (evaluated.size() >= validation.size()) {
            return FoldState.EVALUATED;
        }
        if (failed || (trained && nothingIsLeftToTry())) {
            return FoldState.FAILED;
        }
        if (trained) {
            return FoldState.PREDICTING;
        }
        if (pausedAt.isPresent()) {
            return FoldState.PAUSED;
        }
        return epoch.isPresent() ? FoldState.TRAINING : FoldState.WAITING;
    }
}

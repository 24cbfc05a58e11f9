package io.nephrite.eval.status;

import io.nephrite.core.dataset.Stage;
import io.nephrite.core.event.Topics;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.experiment.FaultyCases;
import io.nephrite.core.pipeline.DatasetStatus.Failure;
import io.nephrite.core.pipeline.DatasetStatus.FoldProgress;
import io.nephrite.core.pipeline.DatasetStatus.StageProgress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is known of a sealed version. {@link StoredVersionReader} fills it from the store, events keep it up to date.
 * Not thread-safe.
 */
final class VersionBoard {
    /** What the stages of failures are called: a step by its class, a job by its topic. */
    private static final Set<String> PREDICTION = Set.of("RequestPrediction", Topics.PREDICTION_REQUESTED.topicName());

    private static final String EVALUATION = "EvaluateCase";
    private static final String PLANNING = "PlanExperiment";
    private static final Set<String> AFTER_TRAINING = Set.of("RequestPredictions", "Report");

    private final String version;
    private final Stage until;
    private final Set<String> cases;
    private final Set<String> fingerprinted = new TreeSet<>();
    private final Map<String, Set<String>> preprocessed = new TreeMap<>();
    private final Map<String, FoldBoard> folds = new LinkedHashMap<>();
    private final boolean skipsFaultyCases;
    private boolean planned;
    private Optional<String> reportKey = Optional.empty();

    /** @param cases ids of the training cases */
    VersionBoard(String version, Stage until, Collection<String> cases, FaultyCases faultyCases) {
        this.version = version;
        this.until = until;
        this.cases = new TreeSet<>(cases);
        this.skipsFaultyCases = faultyCases == FaultyCases.SKIP;
    }

    /** The version is planned: from now on the planned cases alone are expected. */
    void planned(Collection<String> plannedCases) {
        planned = true;
        cases.retainAll(plannedCases);
    }

    /** The planned work includes this data identifier, whether a case of it is preprocessed or not. */
    void expects(String dataIdentifier) {
        preprocessed.computeIfAbsent(dataIdentifier, d -> new TreeSet<>());
    }

    /** The planned work includes this fold. */
    void expects(FoldBoard fold) {
        folds.put(key(fold.configuration(), fold.fold()), fold);
    }

    String version() {
        return version;
    }

    Stage until() {
        return until;
    }

    int caseCount() {
        return cases.size();
    }

    Optional<String> reportKey() {
        return reportKey;
    }

    void fingerprinted(String caseId) {
        fingerprinted.add(caseId);
    }

    void preprocessed(String dataIdentifier, String caseId) {
        preprocessed.computeIfAbsent(dataIdentifier, d -> new TreeSet<>()).add(caseId);
    }

    /** Whether the work goes on without the case that has failed, as the experiment allows. */
    boolean skips(Failure failure) {
        return skipsFaultyCases
                && WorkFailed.endsCase(failure.stage(), failure.code())
                && (!cases.contains(failure.subject()) || isUnfinished(failure));
    }

    private boolean isUnfinished(Failure failure) {
        return failure.stage().equals(WorkFailed.FINGERPRINT_CASE)
                ? !fingerprinted.contains(failure.subject())
                : !preprocessed.values().stream().allMatch(done -> done.contains(failure.subject()));
    }

    /** A piece of work on this version has ended without its result, and not been done since. */
    void failed(Failure failure) {
        if (isDone(failure)) {
            return;
        }
        trainingOf(failure).ifPresent(fold -> fold.failed(failure.time()));
        if (PREDICTION.contains(failure.stage())) {
            validating(failure.subject()).forEach(fold -> fold.predictionFailed(failure.subject()));
        } else if (failure.stage().equals(EVALUATION)) {
            validating(failure.subject()).forEach(fold -> fold.evaluationFailed(failure.subject()));
        }
    }

    /** Whether the work was done after all. */
    boolean isDone(Failure failure) {
        String subject = failure.subject();
        if (reportKey.isPresent()) {
            return true;
        }
        Optional<FoldBoard> training = trainingOf(failure);
        if (training.isPresent()) {
            return !AFTER_TRAINING.contains(failure.stage()) && training.get().isTrained();
        }
        if (failure.stage().equals(WorkFailed.FINGERPRINT_CASE)) {
            return fingerprinted.contains(subject);
        }
        if (failure.stage().equals(WorkFailed.PREPROCESS_CASE)) {
            return planned && preprocessed.values().stream().allMatch(done -> done.contains(subject));
        }
        if (failure.stage().equals(PLANNING)) {
            return planned;
        }
        if (PREDICTION.contains(failure.stage())) {
            return validating(subject).stream().allMatch(fold -> fold.isPredicted(subject));
        }
        return failure.stage().equals(EVALUATION)
                && validating(subject).stream().allMatch(fold -> fold.isEvaluated(subject));
    }

    /** A failure of a fold as a whole names configuration and fold as its subject. */
    private Optional<FoldBoard> trainingOf(Failure failure) {
        String[] parts = failure.subject().split(" fold ", 2);
        return parts.length == 2 ? fold(parts[0], parts[1]) : Optional.empty();
    }

    private List<FoldBoard> validating(String caseId) {
        return folds.values().stream().filter(fold -> fold.validates(caseId)).toList();
    }

    /** From now on nothing is expected of the case. */
    void skip(String caseId) {
        cases.remove(caseId);
        preprocessed.values().forEach(done -> done.remove(caseId));
        folds.values().forEach(fold -> fold.skip(caseId));
    }

    Optional<FoldBoard> fold(String configuration, String fold) {
        return Optional.ofNullable(folds.get(key(configuration, fold)));
    }

    void reported(String key) {
        reportKey = Optional.of(key);
    }

    List<StageProgress> stages() {
        int identifiers = Math.max(1, preprocessed.size());
        int validation =
                folds.values().stream().mapToInt(FoldBoard::validationCases).sum();
        return List.of(
                new StageProgress("fingerprint", fingerprinted.size(), Math.max(cases.size(), fingerprinted.size())),
                new StageProgress("plans", planned ? 1 : 0, 1),
                new StageProgress(
                        "preprocessed",
                        preprocessed.values().stream().mapToInt(Set::size).sum(),
                        planned ? cases.size() * identifiers : 0),
                new StageProgress(
                        "trained",
                        (int) folds.values().stream()
                                .filter(FoldBoard::isTrained)
                                .count(),
                        folds.size()),
                new StageProgress(
                        "predicted",
                        folds.values().stream()
                                .mapToInt(FoldBoard::predictedCases)
                                .sum(),
                        validation),
                new StageProgress(
                        "evaluated",
                        folds.values().stream()
                                .mapToInt(FoldBoard::evaluatedCases)
                                .sum(),
                        validation),
                new StageProgress("report", reportKey.isPresent() ? 1 : 0, planned ? 1 : 0));
    }

    List<FoldProgress> foldProgress() {
        return folds.values().stream().map(FoldBoard::progress).toList();
    }

    private static String key(String configuration, String fold) {
        return configuration + "/" + fold;
    }
}

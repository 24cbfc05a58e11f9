package io.nephrite.eval.status;

import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.event.Work;
import io.nephrite.core.experiment.FaultyCases;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.Unit;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.pipeline.DatasetStatus.FoldProgress;
import io.nephrite.core.pipeline.DatasetStatus.StageProgress;
import io.nephrite.core.pipeline.RecordedFailure;
import io.nephrite.core.pipeline.StatusStage;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What is known of a sealed version. {@link StoredVersionReader} fills it from the store, events keep it up to date.
 * Not thread-safe.
 */
final class VersionBoard {
    private static final Set<Work> PREDICTION = EnumSet.of(Work.REQUEST_PREDICTION, Work.PREDICT_CASE);
    private static final Set<Work> OF_IMAGES = EnumSet.of(Work.REQUEST_IMAGE_PREDICTION, Work.PREDICT_IMAGE);
    private static final Set<Work> AFTER_TRAINING =
            EnumSet.of(Work.REQUEST_PREDICTIONS, Work.SELECT_CONFIGURATION, Work.WRITE_REPORT);

    private final VersionId id;
    private final Milestone until;
    private final Set<String> cases;
    private final Set<String> fingerprinted = new TreeSet<>();
    private final Map<String, Set<String>> preprocessed = new TreeMap<>();
    private final Map<FoldId, FoldBoard> folds = new LinkedHashMap<>();
    private final Set<String> testImages = new TreeSet<>();
    private final Set<String> testPredicted = new TreeSet<>();
    private final Set<String> testFailed = new TreeSet<>();
    private final boolean skipsFaultyCases;
    private boolean planned;
    private Optional<String> reportKey = Optional.empty();
    private Optional<Instant> movedAt = Optional.empty();

    /** @param cases ids of the training cases */
    VersionBoard(VersionId id, Milestone until, Collection<String> cases, FaultyCases faultyCases) {
        this.id = id;
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
        folds.put(fold.id(), fold);
    }

    /** The chosen model shall predict this image, which has no reference. */
    void expectsTestImage(String caseId) {
        testImages.add(caseId);
    }

    void testPredicted(String caseId) {
        testPredicted.add(caseId);
    }

    /** Whether no test image is waited for: each is predicted, or has failed. */
    boolean testImagesAreDone() {
        return testImages.stream().allMatch(caseId -> testPredicted.contains(caseId) || testFailed.contains(caseId));
    }

    VersionId id() {
        return id;
    }

    Milestone until() {
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
    boolean skips(RecordedFailure failure) {
        return skipsFaultyCases
                && failure.work().endsCase(failure.event().code())
                && failure.unit()
                        .caseId()
                        .filter(caseId -> !cases.contains(caseId) || isUnfinished(failure.work(), caseId))
                        .isPresent();
    }

    private boolean isUnfinished(Work work, String caseId) {
        return work == Work.FINGERPRINT_CASE
                ? !fingerprinted.contains(caseId)
                : !preprocessed.values().stream().allMatch(done -> done.contains(caseId));
    }

    /** A piece of work on this version has ended without its result, and not been done since. */
    void failed(RecordedFailure failure) {
        // what waits for a disk goes on by itself
        if (isDone(failure) || failure.event().code().kind().isWaitedFor()) {
            return;
        }
        String message = failure.event().message();
        if (failure.unit() instanceof Unit.OfFold of) {
            fold(of.id()).ifPresent(fold -> fold.failed(failure.time(), message));
        }
        failure.unit().caseId().ifPresent(caseId -> {
            if (OF_IMAGES.contains(failure.work())) {
                testFailed.add(caseId);
            } else if (PREDICTION.contains(failure.work())) {
                validating(failure.unit(), caseId).forEach(fold -> fold.predictionFailed(caseId, message));
            } else if (failure.work() == Work.EVALUATE_CASE) {
                validating(failure.unit(), caseId).forEach(fold -> fold.evaluationFailed(caseId, message));
            }
        });
    }

    /** Whether the work was done after all. */
    boolean isDone(RecordedFailure failure) {
        if (OF_IMAGES.contains(failure.work())) {
            return failure.unit().caseId().filter(testPredicted::contains).isPresent();
        }
        if (reportKey.isPresent()) {
            return true;
        }
        if (failure.unit() instanceof Unit.OfFold of && fold(of.id()).isPresent()) {
            return !AFTER_TRAINING.contains(failure.work())
                    && fold(of.id()).get().isTrained();
        }
        if (failure.work() == Work.PLAN_EXPERIMENT) {
            return planned;
        }
        return failure.unit()
                .caseId()
                .filter(caseId -> isDone(failure.work(), failure.unit(), caseId))
                .isPresent();
    }

    private boolean isDone(Work work, Unit unit, String caseId) {
        return switch (work) {
            case FINGERPRINT_CASE -> fingerprinted.contains(caseId);
            case PREPROCESS_CASE -> planned && preprocessed.values().stream().allMatch(done -> done.contains(caseId));
            case REQUEST_PREDICTION, PREDICT_CASE ->
                validating(unit, caseId).stream().allMatch(fold -> fold.isPredicted(caseId));
            case EVALUATE_CASE -> validating(unit, caseId).stream().allMatch(fold -> fold.isEvaluated(caseId));
            default -> false;
        };
    }

    /** The fold that validates the case; of an event that does not name one, all that do. */
    private List<FoldBoard> validating(Unit unit, String caseId) {
        return unit.foldId()
                .map(fold -> fold(fold).stream().toList())
                .orElseGet(() -> folds.values().stream()
                        .filter(fold -> fold.validates(caseId))
                        .toList());
    }

    /** From now on nothing is expected of the case. */
    void skip(String caseId) {
        cases.remove(caseId);
        preprocessed.values().forEach(done -> done.remove(caseId));
        folds.values().forEach(fold -> fold.skip(caseId));
    }

    /** Empty where it is not planned. */
    Optional<FoldBoard> fold(FoldId fold) {
        return Optional.ofNullable(folds.get(fold));
    }

    void reported(String key) {
        reportKey = Optional.of(key);
    }

    List<StageProgress> stages() {
        int identifiers = Math.max(1, preprocessed.size());
        int validation =
                folds.values().stream().mapToInt(FoldBoard::validationCases).sum();
        return List.of(
                new StageProgress(
                        StatusStage.FINGERPRINT, fingerprinted.size(), Math.max(cases.size(), fingerprinted.size())),
                new StageProgress(StatusStage.PLANS, planned ? 1 : 0, 1),
                new StageProgress(
                        StatusStage.PREPROCESSED,
                        preprocessed.values().stream().mapToInt(Set::size).sum(),
                        planned ? cases.size() * identifiers : 0),
                new StageProgress(
                        StatusStage.TRAINED,
                        (int) folds.values().stream()
                                .filter(FoldBoard::isTrained)
                                .count(),
                        folds.size()),
                new StageProgress(
                        StatusStage.PREDICTED,
                        folds.values().stream()
                                        .mapToInt(FoldBoard::predictedCases)
                                        .sum()
                                + testPredicted.size(),
                        validation + testsToPredict()),
                new StageProgress(
                        StatusStage.EVALUATED,
                        folds.values().stream()
                                .mapToInt(FoldBoard::evaluatedCases)
                                .sum(),
                        validation),
                new StageProgress(StatusStage.REPORT, reportKey.isPresent() ? 1 : 0, planned ? 1 : 0));
    }

    /** Those that have failed are not waited for. */
    private int testsToPredict() {
        Set<String> expected = new TreeSet<>(testImages);
        expected.removeAll(testFailed);
        expected.addAll(testPredicted);
        return planned ? expected.size() : 0;
    }

    List<FoldProgress> foldProgress() {
        return folds.values().stream()
                .map(fold -> fold.progress(waitingFor(fold), before(fold).anyMatch(FoldBoard::isStuck)))
                .toList();
    }

    /** Folds of the previous stage of a cascade; none where a fold has none. */
    private Stream<FoldBoard> before(FoldBoard fold) {
        return folds.values().stream()
                .filter(other ->
                        fold.previousStage().equals(Optional.of(other.id().configuration())));
    }

    private String waitingFor(FoldBoard fold) {
        if (!planned || !notPreprocessed().isEmpty()) {
            return "its cases are not all preprocessed yet";
        }
        int unpredicted = before(fold)
                .mapToInt(other -> other.validationCases() - other.predictedCases())
                .sum();
        if (unpredicted == 0) {
            return "its cases are preprocessed; it waits for a trainer that is free";
        }
        long untrained = before(fold).filter(other -> !other.isTrained()).count();
        return "it needs the segmentations of " + fold.previousStage().orElseThrow() + ": " + untrained
                + " of its folds are not trained, " + unpredicted + " of their validation cases not predicted"
                + before(fold)
                        .filter(FoldBoard::isStuck)
                        .findFirst()
                        .map(other -> "; fold " + other.id().fold() + " has failed: " + other.failure())
                        .orElse("");
    }

    Collection<FoldBoard> folds() {
        return folds.values();
    }

    boolean isPlanned() {
        return planned;
    }

    /** Ids of the cases that are not fingerprinted. */
    Set<String> notFingerprinted() {
        Set<String> missing = new TreeSet<>(cases);
        missing.removeAll(fingerprinted);
        return missing;
    }

    /** Ids of the cases that are not preprocessed for every configuration. */
    Set<String> notPreprocessed() {
        Set<String> missing = new TreeSet<>(cases);
        missing.removeIf(id -> preprocessed.values().stream().allMatch(done -> done.contains(id)));
        return missing;
    }

    /** Something of this version was done at that time. */
    void moved(Instant at) {
        movedAt = movedAt.filter(known -> known.isAfter(at)).or(() -> Optional.of(at));
    }

    /** When the newest piece of work was done; empty where nothing was. */
    Optional<Instant> movedAt() {
        return movedAt;
    }
}

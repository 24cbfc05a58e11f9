package io.nephrite.core.pipeline;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.Goal;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.experiment.FaultyCases;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.planning.FoldSplits;
import io.nephrite.core.planning.VersionWork;
import io.nephrite.core.planning.WorkOrder;
import io.nephrite.core.planning.WorkOrder.ConfigurationWork;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.core.store.ObjectStore.NoSuchObjectException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A sealed version of a dataset as the store has it. Documents are read when they are first asked for, and once; what
 * is done of the work is listed again at each question. A document that is not there yet is a {@link
 * NoSuchObjectException}. Not thread-safe.
 */
public final class StoredVersion {
    private final ObjectStore results;
    private final VersionId id;
    private final Once<DatasetManifest> manifest;
    private final Once<Map<String, CaseFiles>> training;
    private final Once<Experiment> experiment;
    private final Once<WorkOrder> planning;
    private final Once<Plans> plans;
    private final Once<FoldSplits> splits;

    /**
     * Makes a reader of a version's documents.
     *
     * @param results bucket of the services
     */
    public StoredVersion(ObjectStore results, VersionId id) {
        this.results = results;
        this.id = id;
        manifest = new Once<>(() -> DatasetManifest.parse(results.bytes(ObjectKeys.manifest(id))));
        training = new Once<>(
                () -> manifest().training().stream().collect(Collectors.toMap(CaseFiles::caseId, Function.identity())));
        experiment = new Once<>(() -> Experiment.parse(results.bytes(ObjectKeys.experiment(id))));
        planning = new Once<>(() -> WorkOrder.parse(
                results.find(ObjectKeys.reducedPlanning(id)).orElseGet(() -> results.bytes(ObjectKeys.planning(id)))));
        plans = new Once<>(
                () -> Plans.parse(results.bytes(ObjectKeys.plans(id, planning().plansName()))));
        splits = new Once<>(
                () -> results.find(ObjectKeys.splits(id)).map(FoldSplits::parse).orElse(FoldSplits.NONE));
    }

    public VersionId id() {
        return id;
    }

    public DatasetManifest manifest() {
        return manifest.get();
    }

    public Experiment experiment() {
        return experiment.get();
    }

    /** How far the work shall go; may change, so that it is read at each question. */
    public Goal goal() {
        return Goal.parse(results.bytes(ObjectKeys.goal(id)));
    }

    /** Whether plans, splits and parameters are all there. */
    public boolean isPlanned() {
        return results.exists(ObjectKeys.planning(id));
    }

    /** What is to be done: without the cases that were left out after planning, if there are any. */
    public WorkOrder planning() {
        return planning.get();
    }

    public Plans plans() {
        return plans.get();
    }

    /** None where only fold {@code all} is trained, or the cases could not be split and nothing was to be trained. */
    public FoldSplits splits() {
        return splits.get();
    }

    /**
     * Returns the planned work of a configuration.
     *
     * @throws PipelineException INVALID_PLANS where it is not planned
     */
    public ConfigurationWork configuration(String name) {
        return planning()
                .configuration(name)
                .orElseThrow(() -> new PipelineException(
                        FailureCode.INVALID_PLANS,
                        id.dataset() + ": configuration " + name + " is not planned in version " + id.version()));
    }

    /**
     * What a configuration takes from the stage of a cascade before it; empty where it follows none.
     *
     * @throws PipelineException INVALID_PLANS where one of the two is not planned
     */
    public Optional<PreviousStage> previousStage(String configuration) {
        ConfigurationWork work = configuration(configuration);
        return work.previousStage().map(before -> new PreviousStage(results, this, work, configuration(before)));
    }

    /** The planned configurations that follow this one in a cascade. */
    public List<String> nextStages(String configuration) {
        return planning().configurations().stream()
                .filter(c -> c.previousStage().equals(Optional.of(configuration)))
                .map(ConfigurationWork::name)
                .toList();
    }

    /**
     * For which next stages this fold segments a case: where it is the fold that has not trained on it.
     *
     * @return what each of them takes from its previous stage, by its name
     */
    public Map<String, PreviousStage> segmentedFor(FoldId fold, String caseId) {
        Map<String, PreviousStage> next = new TreeMap<>();
        for (String name : nextStages(fold.configuration())) {
            previousStage(name)
                    .filter(stage -> stage.fold(caseId).equals(fold.fold()))
                    .ifPresent(stage -> next.put(name, stage));
        }
        return next;
    }

    /** Cases of a fold whose segmentation by the previous stage is not there yet; none where it needs none. */
    public Set<String> missingPreviousStage(FoldId fold) {
        return previousStage(fold.configuration())
                .map(stage -> {
                    FoldSplits.Split split = fold(fold.fold());
                    Set<String> cases = new TreeSet<>(split.train());
                    cases.addAll(split.val());
                    return stage.missing(cases);
                })
                .orElse(Set.of());
    }

    /** Cases that train and validate a fold. */
    public FoldSplits.Split fold(String fold) {
        return splits().fold(fold, planning().cases());
    }

    /**
     * Returns the files of a training case.
     *
     * @throws PipelineException INVALID_DATASET where the version has no such case
     */
    public CaseFiles trainingCase(String caseId) {
        return Optional.ofNullable(training.get().get(caseId))
                .orElseThrow(() -> new PipelineException(
                        FailureCode.INVALID_DATASET,
                        id.dataset() + ": no training case " + caseId + " in version " + id.version()));
    }

    /** Whether the work goes on without a case that cannot be fingerprinted or preprocessed. */
    public boolean skipsFaultyCases() {
        return experiment().faultyCases() == FaultyCases.SKIP;
    }

    /** The training cases that are fingerprinted, ascending. */
    public Set<String> fingerprinted() {
        Set<String> present = fingerprintKeys();
        return manifest().training().stream()
                .filter(files -> present.contains(fingerprint(files)))
                .map(CaseFiles::caseId)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Keys of the fingerprints that planning waits for: not those of cases that are skipped. */
    public Set<String> missingFingerprints() {
        Set<String> present = fingerprintKeys();
        return manifest().training().stream()
                .filter(files -> !skipsFaultyCases()
                        || !present.contains(ObjectKeys.skippedFingerprint(
                                id.dataset(), files, experiment().rawResampling())))
                .map(this::fingerprint)
                .filter(key -> !present.contains(key))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private Set<String> fingerprintKeys() {
        return keys(ObjectKeys.fingerprints(id.dataset(), experiment().rawResampling()));
    }

    private String fingerprint(CaseFiles files) {
        return ObjectKeys.caseFingerprint(id.dataset(), files, experiment().rawResampling());
    }

    /** The planned cases that are preprocessed with one set of parameters, ascending. */
    public Set<String> preprocessed(String parametersId) {
        Set<String> present = keys(ObjectKeys.preprocessed(id.dataset(), parametersId));
        return planning().cases().stream()
                .filter(caseId -> present.contains(properties(parametersId, caseId)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Keys of the markers of planned cases that are not preprocessed yet.
     *
     * @param dataIdentifier empty for all of them
     */
    public Set<String> missingVolumes(Optional<String> dataIdentifier) {
        Set<String> missing = new HashSet<>();
        parameters(dataIdentifier).forEach(parametersId -> {
            Set<String> done = preprocessed(parametersId);
            planning().cases().stream()
                    .filter(caseId -> !done.contains(caseId))
                    .forEach(caseId -> missing.add(properties(parametersId, caseId)));
        });
        return missing;
    }

    /**
     * Keys of the markers of a case's preprocessing.
     *
     * @param dataIdentifier empty for all of them
     */
    public Stream<String> volumes(String caseId, Optional<String> dataIdentifier) {
        return parameters(dataIdentifier).map(parametersId -> properties(parametersId, caseId));
    }

    private String properties(String parametersId, String caseId) {
        return ObjectKeys.properties(id.dataset(), parametersId, trainingCase(caseId));
    }

    private Stream<String> parameters(Optional<String> dataIdentifier) {
        return planning().configurations().stream()
                .filter(c -> dataIdentifier.map(c.dataIdentifier()::equals).orElse(true))
                .map(ConfigurationWork::parametersId)
                .distinct();
    }

    /** The cases whose preprocessing failed and may be skipped; one may have succeeded later. */
    public Set<String> skippedCases() {
        return keys(ObjectKeys.skippedPreprocessing(id)).stream()
                .flatMap(key -> ObjectKeys.skippedCase(id, key).stream())
                .collect(Collectors.toSet());
    }

    /** Case → reason, of the cases whose preprocessing failed and may be skipped; one may have succeeded later. */
    public Map<String, String> skippedVolumes() {
        Map<String, String> skipped = new TreeMap<>();
        for (ObjectInfo marker : results.list(ObjectKeys.skippedPreprocessing(id))) {
            SkippedCase skippedCase = Json.read(results.bytes(marker.key()), SkippedCase.class);
            skipped.put(skippedCase.caseId(), skippedCase.reason());
        }
        return skipped;
    }

    /**
     * The same plans and splits without some cases.
     *
     * @param leftOut case → reason
     * @throws PipelineException INVALID_DATASET where a fold has no case left
     */
    public WorkOrder without(Map<String, String> leftOut) {
        Map<String, String> skipped = new TreeMap<>(planning().skipped());
        skipped.putAll(leftOut);
        List<CaseFiles> cases = planning().cases().stream()
                .filter(caseId -> !leftOut.containsKey(caseId))
                .map(this::trainingCase)
                .toList();
        Optional<FoldSplits> trained = planning().hasTrainings() ? Optional.of(splits()) : Optional.empty();
        return VersionWork.of(plans(), experiment(), manifest(), cases, trained, skipped)
                .outcome();
    }

    /** The planned folds, in order of configurations. */
    public List<FoldId> folds() {
        return planning().configurations().stream()
                .flatMap(c -> c.trainings().stream().map(t -> id.fold(c.name(), t.fold())))
                .toList();
    }

    /** The planned folds whose training is done. */
    public Set<FoldId> trainedFolds() {
        return planning().configurations().stream()
                .flatMap(c -> c.trainings().stream()
                        .filter(t -> results.exists(ObjectKeys.training(id.dataset(), t.trainingId())))
                        .map(t -> id.fold(c.name(), t.fold())))
                .collect(Collectors.toSet());
    }

    /** The fold's validation cases that are predicted, ascending. */
    public Set<String> predictedCases(FoldId fold) {
        return predictions(fold).keySet();
    }

    /** Validation case → key of its prediction, of the fold's cases that are predicted, ascending. */
    public SortedMap<String, String> predictions(FoldId fold) {
        Set<String> present = keys(FoldFolder.of(fold).validation());
        SortedMap<String, String> predictions = new TreeMap<>();
        for (String caseId : fold(fold.fold()).val()) {
            // versions that were predicted before predictions followed the dataset's ending have the usual one
            Stream.of(manifest().predictionEnding(), DatasetManifest.USUAL_ENDING)
                    .map(ending -> ObjectKeys.prediction(fold, caseId, ending))
                    .filter(present::contains)
                    .findFirst()
                    .ifPresent(key -> predictions.put(caseId, key));
        }
        return predictions;
    }

    /** The fold's validation cases that are evaluated, ascending. */
    public Set<String> evaluatedCases(FoldId fold) {
        Set<String> present = keys(ObjectKeys.caseMetrics(fold));
        return fold(fold.fold()).val().stream()
                .filter(caseId -> present.contains(ObjectKeys.caseMetrics(fold, caseId)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether the logits of the validation cases are kept for the choice: there are configurations to be paired. */
    public boolean keepsLogits() {
        return experiment().choosing().ensembles()
                && planning().configurations().size() > 1;
    }

    /** Whether all validation cases of every planned fold are evaluated and summed up. */
    public boolean isEvaluated() {
        return folds().stream().allMatch(fold -> results.exists(ObjectKeys.summary(fold)));
    }

    /** Whether the cross-validation has chosen what predicts from now on. */
    public boolean isChosen() {
        return results.exists(ObjectKeys.selection(id));
    }

    /** The test images that the chosen model has not predicted yet, ascending by id; none where nothing is chosen. */
    public List<CaseFiles> missingTestPredictions() {
        Optional<ChosenModel> chosen = ChosenModel.find(results, id);
        if (chosen.isEmpty() || manifest().test().isEmpty()) {
            return List.of();
        }
        String model = chosen.get().id();
        Set<String> present = keys(ObjectKeys.imagePredictions(model));
        return manifest().test().stream()
                .filter(files -> !present.contains(ObjectKeys.imagePredictionRecord(model, files.caseId())))
                .toList();
    }

    /** Key of the report; empty where it is not written yet. */
    public Optional<String> report() {
        String key = ObjectKeys.report(id);
        return results.exists(key) ? Optional.of(key) : Optional.empty();
    }

    private Set<String> keys(String prefix) {
        return results.list(prefix).stream().map(ObjectInfo::key).collect(Collectors.toSet());
    }

    /** Read when it is first asked for. */
    private static final class Once<T> implements Supplier<T> {
        private final Supplier<T> reading;
        private Optional<T> value = Optional.empty();

        Once(Supplier<T> reading) {
            this.reading = reading;
        }

        @Override
        public T get() {
            if (value.isEmpty()) {
                value = Optional.of(reading.get());
            }
            return value.get();
        }
    }
}

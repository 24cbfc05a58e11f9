package io.nephrite.core.sweep;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.event.CaseEvaluated;
import io.nephrite.core.event.CasePredicted;
import io.nephrite.core.event.ConfigurationSelected;
import io.nephrite.core.event.DatasetSealed;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.FingerprintRequested;
import io.nephrite.core.event.FoldEvaluated;
import io.nephrite.core.event.ImagePredictionRequested;
import io.nephrite.core.event.PlansCreated;
import io.nephrite.core.event.PredictionRequested;
import io.nephrite.core.event.PreprocessingRequested;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.experiment.RawResampling;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.job.TrainerJobs;
import io.nephrite.core.pipeline.ChosenModel;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.PreviousStage;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.planning.WorkOrder.ConfigurationWork;
import io.nephrite.core.planning.WorkOrder.FoldWork;
import io.nephrite.core.selection.Selection;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Finds the work that a sealed version still needs to reach its goal. Costs a few reads and listings per
 * configuration and fold, however many cases there are.
 *
 * @param isDone whether the goal is reached, so that nothing will ever be missing
 * @param requests events that ask for what is missing, is not a job already, and has not failed. Empty where all that
 *     is missing is under way or has failed. The same lack leads to the same events, with the same ids
 */
public record MissingWork(boolean isDone, List<Event> requests) {
    public MissingWork {
        requests = List.copyOf(requests);
    }

    /**
     * Looks at the store.
     *
     * @param failed since the version was sealed the last time; what belongs to it is not asked for
     * @param openJobs ids of the trainer's jobs; asked for only where trainings or predictions are missing
     */
    static MissingWork of(
            ObjectStore results,
            VersionId version,
            Milestone until,
            FailedUnits failed,
            Supplier<Set<String>> openJobs) {
        Reading reading = new Reading(results, version, until, failed, openJobs);
        boolean done = reading.read();
        return new MissingWork(done, List.copyOf(reading.requests));
    }

    private static final class Reading {
        private final ObjectStore results;
        private final VersionId version;
        private final Milestone until;
        private final FailedUnits failed;
        private final Supplier<Set<String>> openJobs;
        private final Set<Event> requests = new LinkedHashSet<>();

        Reading(
                ObjectStore results,
                VersionId version,
                Milestone until,
                FailedUnits failed,
                Supplier<Set<String>> openJobs) {
            this.results = results;
            this.version = version;
            this.until = until;
            this.failed = failed;
            this.openJobs = openJobs;
        }

        /** @return whether nothing is missing */
        boolean read() {
            if (!until.reaches(Milestone.FINGERPRINT)) {
                return true;
            }
            if (results.exists(ObjectKeys.report(version))) {
                return testImagesPredicted(new StoredVersion(results, version));
            }
            if (!results.exists(ObjectKeys.planning(version))) {
                return (!until.reaches(Milestone.PLANS) && results.exists(ObjectKeys.datasetFingerprint(version)))
                        || unplanned();
            }
            return !until.reaches(Milestone.PREPROCESSED) || planned(new StoredVersion(results, version));
        }

        /** Whether the chosen model has predicted every test image, or failed to. */
        private boolean testImagesPredicted(StoredVersion reported) {
            List<CaseFiles> missing = reported.missingTestPredictions().stream()
                    .filter(files -> !failed.hasCase(files.caseId()))
                    .toList();
            String model = ChosenModel.id(version);
            missing.stream()
                    .filter(files -> !isJob(TrainerJobs.image(model, files)))
                    .forEach(files -> requests.add(new ImagePredictionRequested(
                            header("image-prediction-requested", files.caseId()),
                            version.dataset(),
                            version.version(),
                            model,
                            files)));
            return missing.isEmpty();
        }

        private boolean unplanned() {
            StoredVersion sealed = new StoredVersion(results, version);
            Optional<RawResampling> rawResampling = sealed.experiment().rawResampling();
            boolean skips = sealed.skipsFaultyCases();
            Set<String> missing = sealed.missingFingerprints();
            boolean isComplete = missing.isEmpty();
            for (CaseFiles files : sealed.manifest().training()) {
                boolean settled =
                        !missing.contains(ObjectKeys.caseFingerprint(version.dataset(), files, rawResampling));
                // where faulty cases are skipped, one that fails again is what the planner waits for
                if (!settled && (skips || !failed.hasCase(files.caseId()))) {
                    requests.add(new FingerprintRequested(
                            header("fingerprint-requested", files.caseId()),
                            version.dataset(),
                            version.version(),
                            files,
                            rawResampling));
                }
            }
            if (isComplete && !failed.hasDataset(version.dataset())) {
                // the planner then looks again, as at the first time
                requests.add(new DatasetSealed(
                        EventHeader.root("dataset-sealed", version.dataset(), version.version()),
                        version.dataset(),
                        version.version()));
            }
            return false;
        }

        private boolean planned(StoredVersion planned) {
            boolean skips = planned.skipsFaultyCases();
            Set<String> skipped = skips ? planned.skippedCases() : Set.of();
            Map<String, Boolean> isPreprocessed = new HashMap<>();
            Set<String> leftOut = new TreeSet<>();
            for (ConfigurationWork configuration : planned.planning().configurations()) {
                isPreprocessed.computeIfAbsent(
                        configuration.dataIdentifier(),
                        identifier -> preprocessed(planned, configuration, skips, skipped, leftOut));
            }
            boolean all = isPreprocessed.values().stream().allMatch(Boolean::booleanValue);
            if (!until.reaches(Milestone.TRAINED)) {
                return all;
            }
            if (all && !leftOut.isEmpty()) {
                // the planner leaves them out of all configurations before anything is trained
                requests.add(new PlansCreated(
                        header("plans-created"),
                        version.dataset(),
                        version.version(),
                        ObjectKeys.plans(version, planned.planning().plansName())));
                return false;
            }
            boolean done = all;
            Set<FoldId> trained = planned.trainedFolds();
            for (ConfigurationWork configuration : planned.planning().configurations()) {
                if (skips ? all : isPreprocessed.get(configuration.dataIdentifier())) {
                    for (FoldWork training : configuration.trainings()) {
                        done &= trained(planned, configuration, training, trained);
                    }
                }
            }
            return done && (!until.reaches(Milestone.REPORT) || reported(planned));
        }

        /** Whether no case of the data identifier is waited for. */
        private boolean preprocessed(
                StoredVersion planned,
                ConfigurationWork configuration,
                boolean skips,
                Set<String> skipped,
                Set<String> leftOut) {
            Set<String> there = planned.preprocessed(configuration.parametersId());
            Set<String> cases = new HashSet<>(planned.planning().cases());
            boolean isComplete = true;
            for (CaseFiles files : planned.manifest().training()) {
                if (!cases.contains(files.caseId()) || there.contains(files.caseId())) {
                    continue;
                }
                if (skipped.contains(files.caseId())) {
                    leftOut.add(files.caseId());
                    continue;
                }
                isComplete = false;
                if (skips || !failed.hasCase(files.caseId())) {
                    requests.add(new PreprocessingRequested(
                            header("preprocessing-requested", configuration.dataIdentifier(), files.caseId()),
                            version.dataset(),
                            version.version(),
                            files,
                            configuration.dataIdentifier(),
                            ObjectKeys.preprocessingParameters(version.dataset(), configuration.parametersId())));
                }
            }
            return isComplete;
        }

        /** Whether a fold is trained and, where the goal asks for it, predicted and evaluated. */
        private boolean trained(
                StoredVersion planned, ConfigurationWork configuration, FoldWork training, Set<FoldId> trained) {
            FoldId fold = version.fold(configuration.name(), training.fold());
            FoldFolder folder = FoldFolder.of(fold);
            Set<String> files = keys(folder.prefix());
            boolean isTrained = files.contains(folder.finalCheckpoint().document()) && trained.contains(fold);
            if (!isTrained) {
                // without the previous stage of its cases a cascade's fold does not start
                if (planned.missingPreviousStage(fold).isEmpty()
                        && !isJob(TrainerJobs.prefix(training.trainingId()) + version.version())
                        && !failed.hasFold(fold)) {
                    requests.add(new TrainingRequested(
                            header("training-requested", fold.configuration(), fold.fold()),
                            version.dataset(),
                            version.version(),
                            fold.configuration(),
                            fold.fold(),
                            training.trainingId()));
                }
                return false;
            }
            boolean isKept = nextStageKept(planned, fold);
            return (!until.reaches(Milestone.REPORT) || files.contains(folder.summary()) || evaluated(planned, fold))
                    && isKept;
        }

        /**
         * Whether the next stage of a cascade has what it takes from this fold; asks for the predictions that it lacks.
         */
        private boolean nextStageKept(StoredVersion planned, FoldId fold) {
            Set<String> missing = new TreeSet<>();
            for (String next : planned.nextStages(fold.configuration())) {
                PreviousStage stage = planned.previousStage(next).orElseThrow();
                missing.addAll(stage.missing(planned.fold(fold.fold()).val().stream()
                        .filter(caseId -> stage.fold(caseId).equals(fold.fold()))
                        .toList()));
            }
            missing.stream()
                    .filter(caseId -> !failed.hasCase(caseId) && !isJob(TrainerJobs.prediction(fold, caseId)))
                    .map(caseId -> predictionRequested(planned, fold, caseId))
                    .forEach(requests::add);
            return missing.isEmpty();
        }

        private PredictionRequested predictionRequested(StoredVersion planned, FoldId fold, String caseId) {
            return new PredictionRequested(
                    header("prediction-requested", fold.configuration(), fold.fold(), caseId),
                    version.dataset(),
                    version.version(),
                    fold.configuration(),
                    fold.fold(),
                    caseId,
                    planned.manifest().unusualPredictionEnding());
        }

        private boolean evaluated(StoredVersion planned, FoldId fold) {
            Set<String> validation = new TreeSet<>(planned.fold(fold.fold()).val());
            Set<String> evaluated = planned.evaluatedCases(fold);
            Map<String, String> predictions = planned.predictions(fold);
            boolean isComplete = true;
            for (String caseId : validation) {
                if (evaluated.contains(caseId)) {
                    continue;
                }
                isComplete = false;
                if (failed.hasCase(caseId)) {
                    continue;
                }
                if (predictions.containsKey(caseId)) {
                    requests.add(new CasePredicted(
                            header("case-predicted", fold.configuration(), fold.fold(), caseId),
                            version.dataset(),
                            version.version(),
                            fold.configuration(),
                            fold.fold(),
                            caseId,
                            predictions.get(caseId)));
                } else if (!isJob(TrainerJobs.prediction(fold, caseId))) {
                    requests.add(predictionRequested(planned, fold, caseId));
                }
            }
            if (isComplete && !validation.isEmpty()) {
                // any of its cases makes eval look at the whole fold
                String caseId = validation.iterator().next();
                requests.add(new CaseEvaluated(
                        header("case-evaluated", fold.configuration(), fold.fold(), caseId),
                        version.dataset(),
                        version.version(),
                        fold.configuration(),
                        fold.fold(),
                        caseId,
                        ObjectKeys.caseMetrics(fold, caseId)));
            }
            return false;
        }

        /**
         * All folds have their summary, and there is no report: a choice leads to it, a fold's summary to the choice.
         */
        private boolean reported(StoredVersion planned) {
            Optional<byte[]> selection = results.find(ObjectKeys.selection(version));
            if (selection.isPresent()) {
                requests.add(new ConfigurationSelected(
                        header("configuration-selected"),
                        version.dataset(),
                        version.version(),
                        Selection.parse(selection.get()).configurations(),
                        ObjectKeys.selection(version)));
                return false;
            }
            ConfigurationWork configuration =
                    planned.planning().configurations().get(0);
            FoldId fold = version.fold(
                    configuration.name(), configuration.trainings().get(0).fold());
            requests.add(new FoldEvaluated(
                    header("fold-evaluated", fold.configuration(), fold.fold()),
                    version.dataset(),
                    version.version(),
                    fold.configuration(),
                    fold.fold(),
                    ObjectKeys.summary(fold)));
            return false;
        }

        private boolean isJob(String id) {
            return openJobs.get().contains(id);
        }

        private EventHeader header(String type, String... unit) {
            List<String> identity = new ArrayList<>(List.of("sweep", type, version.dataset(), version.version()));
            identity.addAll(List.of(unit));
            return EventHeader.root(identity.toArray(String[]::new));
        }

        private Set<String> keys(String prefix) {
            return results.list(prefix).stream().map(ObjectInfo::key).collect(Collectors.toSet());
        }
    }
}

package io.nephrite.planner.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.ReplacedException;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.fingerprint.CaseFingerprint;
import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.fingerprint.ForegroundSampling;
import io.nephrite.core.fingerprint.IntensityStatistics;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.CheckedCase;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.SkippedCase;
import io.nephrite.core.planning.DatasetFacts;
import io.nephrite.core.planning.FoldRemarks;
import io.nephrite.core.planning.FoldSplits;
import io.nephrite.core.planning.PlannerVariant;
import io.nephrite.core.planning.PlansExplanation;
import io.nephrite.core.planning.PlansSource;
import io.nephrite.core.planning.TracedPlans;
import io.nephrite.core.planning.TrainingNeed;
import io.nephrite.core.planning.VersionWork;
import io.nephrite.core.planning.WorkOrder;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.core.store.ObjectStore.NoSuchObjectException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Writes fingerprint, plans, splits, parameters and, last, the marker of one version whose fingerprints are there. */
final class VersionPlanner {
    private final ObjectStore datasets;
    private final ObjectStore results;
    private final IntensityCounting counting;

    VersionPlanner(ObjectStore datasets, ObjectStore results, IntensityCounting counting) {
        this.datasets = datasets;
        this.results = results;
        this.counting = counting;
    }

    /**
     * Checks what the user uploaded and asked for as far as it can be known before any case is fingerprinted.
     *
     * @throws PipelineException INVALID_PLANS, INVALID_DATASET or INVALID_EXPERIMENT with the place
     * @throws ReplacedException where the version's own plans or splits are others by now
     */
    void check(DatasetManifest manifest, Experiment experiment, Goal goal) {
        Optional<FoldSplits> splits = splits(manifest, experiment, goal, manifest.training(), Map.of());
        Optional<byte[]> uploaded = uploaded(manifest.plans());
        if (uploaded.isPresent()) {
            Plans plans = PlansSource.edited(uploaded.get(), experiment.planner());
            TrainingNeed.requirePossible(
                    plans,
                    manifest.channelNames().size(),
                    manifest.labels().outputs(),
                    manifest.labels().foreground().size());
            VersionWork.of(plans, experiment, manifest, manifest.training(), splits, Map.of());
        } else {
            PlansSource.check(experiment.planner());
        }
    }

    /**
     * Says why a version has no trainings that was planned when none was asked for.
     *
     * @throws PipelineException INVALID_DATASET with what can be done
     */
    void requireSplits(DatasetManifest manifest, Experiment experiment, WorkOrder outcome) {
        List<CaseFiles> cases = manifest.training().stream()
                .filter(c -> outcome.cases().contains(c.caseId()))
                .toList();
        new VersionSplits(results, manifest, experiment).of(uploaded(manifest.splits()), cases, outcome.skipped());
        throw new IllegalStateException(manifest.version() + " was planned without splits, and its cases can be split");
    }

    /**
     * @param goal nothing is planned where it ends at the fingerprint
     * @return empty without plans
     * @throws ReplacedException where the version's own plans or splits are others by now
     */
    Optional<WorkOrder> plan(DatasetManifest manifest, Experiment experiment, Goal goal) {
        List<CaseFiles> cases = new ArrayList<>();
        List<CaseFingerprint> fingerprints = new ArrayList<>();
        Map<String, String> skipped = new TreeMap<>();
        collect(manifest, experiment, cases, fingerprints, skipped);
        DatasetFingerprint fingerprint = fingerprint(manifest, experiment, fingerprints);
        if (!goal.reaches(Milestone.PLANS)) {
            return Optional.empty();
        }
        Optional<FoldSplits> splits = splits(manifest, experiment, goal, cases, skipped);
        List<String> remarks = splits.map(s -> FoldRemarks.of(
                        s,
                        experiment,
                        manifest.labels(),
                        labelsByCase(manifest, cases),
                        cases.stream().map(CaseFiles::caseId).toList(),
                        manifest.splits().isPresent()))
                .orElse(List.of());
        List<String> caseIds = cases.stream().map(CaseFiles::caseId).toList();
        Plans plans =
                plans(
                        manifest,
                        experiment,
                        fingerprint,
                        cases.size(),
                        made -> Stream.concat(
                                        remarks.stream(),
                                        splits.stream()
                                                .flatMap(s -> VersionWork.remarks(
                                                        made,
                                                        experiment,
                                                        s,
                                                        caseIds,
                                                        manifest.labels().outputs())
                                                        .stream()))
                                .toList());
        VersionWork work = VersionWork.of(plans, experiment, manifest, cases, splits, skipped);

        VersionId version = manifest.versionId();
        results.putIfAbsent(ObjectKeys.plans(version, plans.plansName()), plans.bytes());
        splits.ifPresent(s -> results.putIfAbsent(ObjectKeys.splits(version), Json.pretty(s)));
        work.parameters()
                .forEach((id, parameters) -> results.putIfAbsent(
                        ObjectKeys.preprocessingParameters(version.dataset(), id), Json.bytes(parameters)));
        results.putIfAbsent(ObjectKeys.planning(version), Json.pretty(work.outcome()));
        return Optional.of(WorkOrder.parse(results.bytes(ObjectKeys.planning(version))));
    }

    /** As far as the checks of the cases are kept. */
    private Map<String, Set<Integer>> labelsByCase(DatasetManifest manifest, List<CaseFiles> cases) {
        Map<String, Set<Integer>> labels = new HashMap<>();
        for (CaseFiles files : cases) {
            CheckedCase.find(results, manifest.dataset(), files)
                    .flatMap(CheckedCase::label)
                    .ifPresent(label ->
                            labels.put(files.caseId(), label.labelCounts().keySet()));
        }
        return labels;
    }

    private void collect(
            DatasetManifest manifest,
            Experiment experiment,
            List<CaseFiles> cases,
            List<CaseFingerprint> fingerprints,
            Map<String, String> skipped) {
        for (CaseFiles files : manifest.training()) {
            String key = ObjectKeys.caseFingerprint(manifest.dataset(), files, experiment.rawResampling());
            Optional<byte[]> found = results.find(key);
            if (found.isPresent()) {
                cases.add(files);
                fingerprints.add(Json.read(found.get(), CaseFingerprint.class));
            } else {
                String skipKey = ObjectKeys.skippedFingerprint(manifest.dataset(), files, experiment.rawResampling());
                skipped.put(
                        files.caseId(),
                        Json.read(results.bytes(skipKey), SkippedCase.class).reason());
            }
        }
        if (cases.isEmpty()) {
            throw new PipelineException(
                    FailureCode.INVALID_DATASET,
                    manifest.dataset() + ": no training case could be fingerprinted: " + skipped);
        }
    }

    private DatasetFingerprint fingerprint(
            DatasetManifest manifest, Experiment experiment, List<CaseFingerprint> fingerprints) {
        String key = ObjectKeys.datasetFingerprint(manifest.versionId());
        Optional<byte[]> done = results.find(key);
        if (done.isPresent()) {
            return DatasetFingerprint.parse(done.get());
        }
        int channels = manifest.channelNames().size();
        ForegroundSampling sampling =
                PlannerVariant.named(experiment.planner().variant()).foregroundSampling();
        StoredForeground foreground = new StoredForeground(results, fingerprints);
        DatasetFingerprint fingerprint = DatasetFingerprint.of(
                fingerprints,
                new IntensityStatistics(fingerprints.size(), channels, sampling, counting.keepBytes())
                        .of(foreground, counting.executor()));
        results.putIfAbsent(key, Json.pretty(fingerprint));
        return fingerprint;
    }

    /** Makes the plans, or takes the user's own, and writes why they are so. */
    private Plans plans(
            DatasetManifest manifest,
            Experiment experiment,
            DatasetFingerprint fingerprint,
            int cases,
            Function<Plans, List<String>> remarks) {
        DatasetFacts subject = new DatasetFacts(
                manifest.dataset(),
                manifest.channelNames(),
                manifest.labels().labels().size(),
                manifest.labels().outputs(),
                manifest.labels().foreground().size(),
                cases,
                manifest.fileEnding(),
                manifest.reader(),
                DatasetFacts.contradictions(manifest.labels()));
        Optional<byte[]> uploaded = uploaded(manifest.plans());
        if (uploaded.isPresent()) {
            Plans plans = PlansSource.edited(uploaded.get(), experiment.planner());
            explain(
                    manifest,
                    PlansExplanation.of(plans, fingerprint, subject, experiment).with(remarks.apply(plans)));
            return plans;
        }
        TracedPlans planned = PlansSource.plan(fingerprint, subject, experiment.planner());
        planned.v1Documents()
                .forEach((name, document) ->
                        results.putIfAbsent(ObjectKeys.plans(manifest.versionId(), name), Json.pretty(document)));
        explain(
                manifest,
                PlansExplanation.of(planned, fingerprint, subject, experiment).with(remarks.apply(planned.plans())));
        return planned.plans();
    }

    private void explain(DatasetManifest manifest, PlansExplanation explanation) {
        results.putIfAbsent(ObjectKeys.plansExplained(manifest.versionId()), explanation.markdown());
        results.putIfAbsent(ObjectKeys.plansExplainedJson(manifest.versionId()), explanation.json());
    }

    private Optional<FoldSplits> splits(
            DatasetManifest manifest,
            Experiment experiment,
            Goal goal,
            List<CaseFiles> cases,
            Map<String, String> skipped) {
        VersionSplits splits = new VersionSplits(results, manifest, experiment);
        Optional<byte[]> document = uploaded(manifest.splits());
        return goal.reaches(Milestone.TRAINED)
                ? Optional.of(splits.of(document, cases, skipped))
                : splits.beforeTraining(document, cases, skipped);
    }

    /** As the version was sealed with it. */
    private Optional<byte[]> uploaded(Optional<StoredFile> document) {
        try {
            return document.map(file -> file.read(datasets, datasets::bytes));
        } catch (NoSuchObjectException e) {
            throw new PipelineException(
                    FailureCode.INVALID_DATASET,
                    e.getMessage() + " any more; upload it again, or seal the dataset without it",
                    e);
        }
    }
}

package io.nephrite.planner.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.ReplacedException;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.event.CaseFingerprinted;
import io.nephrite.core.event.DatasetSealed;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.PlansCreated;
import io.nephrite.core.event.PreprocessingRequested;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.experiment.RawResampling;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.SkippedCase;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.planning.WorkOrder;
import io.nephrite.core.store.ObjectStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plans a dataset version once all its cases are fingerprinted: on {@link DatasetSealed}, {@link CaseFingerprinted},
 * and {@link WorkFailed} of a case that the experiment lets be skipped. Asks for preprocessing as far as the goal goes.
 * Safe to repeat.
 */
public final class VersionPlanning {
    private final ObjectStore results;
    private final VersionPlanner planner;
    private final FanIn fanIn;

    /**
     * Makes the planning of versions.
     *
     * @param datasets bucket with what users uploaded
     * @param results bucket of the services
     */
    public VersionPlanning(ObjectStore datasets, ObjectStore results, IntensityCounting counting, Clock clock) {
        this.results = results;
        this.fanIn = new FanIn(clock);
        this.planner = new VersionPlanner(datasets, results, counting);
    }

    /** Plans at once where every case is fingerprinted already. */
    public List<Event> handle(DatasetSealed sealed) {
        fanIn.forget(unit(sealed.versionId()));
        try {
            check(sealed);
        } catch (ReplacedException e) {
            settle(sealed);
            return List.of(); // out of date: what replaced the plans or splits makes a version of its own
        }
        return lookAgain(sealed, sealed.versionId(), List.of());
    }

    /** Plans where this was the last case. */
    public List<Event> handle(CaseFingerprinted fingerprinted) {
        return lookAgain(fingerprinted, fingerprinted.versionId(), List.of(fingerprinted.fingerprintKey()));
    }

    /** Leaves the case out where the experiment lets faulty cases be skipped. */
    public List<Event> handle(WorkFailed failed) {
        return failed.versionId().map(version -> skip(failed, version)).orElse(List.of());
    }

    /** Finds a mistake in plans or splits at once, and not after the last fingerprint. */
    private void check(DatasetSealed sealed) {
        VersionId version = sealed.versionId();
        Goal goal = Goal.parse(results.bytes(ObjectKeys.goal(version)));
        if (!goal.reaches(Milestone.PLANS) || results.exists(ObjectKeys.planning(version))) {
            return;
        }
        try {
            planner.check(manifest(version), experiment(version), goal);
        } catch (PipelineException e) {
            if (e.code().kind() == FailureCode.Kind.BAD_INPUT) {
                settle(sealed);
            }
            throw e;
        }
    }

    /** The version has failed: events about its cases are ignored. */
    private void settle(DatasetSealed sealed) {
        String unit = unit(sealed.versionId());
        fanIn.complete(unit, sealed, List.of(), HashSet::new);
        fanIn.released(unit, sealed);
    }

    private List<Event> skip(WorkFailed failed, VersionId id) {
        if (!failed.endsCaseIn(Work.FINGERPRINT_CASE)) {
            return List.of();
        }
        StoredVersion version = new StoredVersion(results, id);
        Optional<CaseFiles> found = failed.failedUnit().caseId().flatMap(version.manifest()::trainingCase);
        if (!version.skipsFaultyCases() || found.isEmpty()) {
            return List.of();
        }
        CaseFiles files = found.get();
        Optional<RawResampling> raw = version.experiment().rawResampling();
        results.putIfAbsent(
                ObjectKeys.skippedFingerprint(id.dataset(), files, raw),
                Json.bytes(new SkippedCase(files.caseId(), failed.message())));
        return lookAgain(failed, id, List.of(ObjectKeys.caseFingerprint(id.dataset(), files, raw)));
    }

    private List<Event> lookAgain(Event cause, VersionId version, List<String> arrived) {
        String unit = unit(version);
        if (!fanIn.complete(unit, cause, arrived, () -> new StoredVersion(results, version).missingFingerprints())) {
            return List.of();
        }
        Goal goal = Goal.parse(results.bytes(ObjectKeys.goal(version)));
        if (!goal.reaches(Milestone.FINGERPRINT)) {
            return List.of();
        }
        List<Event> events;
        try {
            events = plan(cause, version, goal);
        } catch (ReplacedException e) {
            events = List.of(); // out of date, as above
        } catch (PipelineException e) {
            if (e.code().kind() == FailureCode.Kind.BAD_INPUT) {
                fanIn.released(unit, cause);
            }
            throw e;
        }
        fanIn.released(unit, cause);
        return events;
    }

    private List<Event> plan(Event cause, VersionId version, Goal goal) {
        String marker = ObjectKeys.planning(version);
        Optional<WorkOrder> done = results.find(marker).map(WorkOrder::parse);
        DatasetManifest manifest = manifest(version);
        if (done.isEmpty()) {
            done = planner.plan(manifest, experiment(version), goal);
        }
        if (done.isEmpty() || !goal.reaches(Milestone.PLANS)) {
            return List.of();
        }
        if (goal.reaches(Milestone.TRAINED) && !done.get().hasTrainings()) {
            // planned when nothing was to be trained; the goal has been raised since
            planner.requireSplits(manifest, experiment(version), done.get());
        }
        return events(cause, manifest, done.get(), goal);
    }

    private static List<Event> events(Event cause, DatasetManifest manifest, WorkOrder outcome, Goal goal) {
        String dataset = manifest.dataset();
        String version = manifest.version();
        List<Event> events = new ArrayList<>();
        events.add(new PlansCreated(
                EventHeader.following(cause, "plans-created", version),
                dataset,
                version,
                ObjectKeys.plans(manifest.versionId(), outcome.plansName())));
        if (!goal.reaches(Milestone.PREPROCESSED)) {
            return events;
        }
        Map<String, String> parametersByIdentifier = new LinkedHashMap<>();
        outcome.configurations().forEach(c -> parametersByIdentifier.put(c.dataIdentifier(), c.parametersId()));
        Set<String> used = new HashSet<>(outcome.cases());
        parametersByIdentifier.forEach((identifier, parametersId) -> {
            for (CaseFiles files : manifest.training()) {
                if (used.contains(files.caseId())) {
                    events.add(new PreprocessingRequested(
                            EventHeader.following(cause, "preprocessing-requested", identifier, files.caseId()),
                            dataset,
                            version,
                            files,
                            identifier,
                            ObjectKeys.preprocessingParameters(dataset, parametersId)));
                }
            }
        });
        return events;
    }

    private DatasetManifest manifest(VersionId version) {
        return DatasetManifest.parse(results.bytes(ObjectKeys.manifest(version)));
    }

    private Experiment experiment(VersionId version) {
        return Experiment.parse(results.bytes(ObjectKeys.experiment(version)));
    }

    private static String unit(VersionId version) {
        return version.toString();
    }
}

package io.nephrite.planner.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.Stage;
import io.nephrite.core.event.CasePreprocessed;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.PlansCreated;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.experiment.FaultyCases;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.PlannedVersion;
import io.nephrite.core.pipeline.Step;
import io.nephrite.core.planning.PlanningOutcome;
import io.nephrite.core.planning.PlanningOutcome.PlannedConfiguration;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks for the trainings of a configuration once all its cases are preprocessed: on {@link CasePreprocessed}, and on
 * {@link PlansCreated} for what was preprocessed before. Where the experiment lets faulty cases be skipped, a case that
 * cannot be preprocessed ({@link WorkFailed}) is left out of all configurations; so nothing is trained before all of
 * them are ready. Safe to repeat.
 */
public final class ReleaseTrainingStep implements Step<Event> {
    private final ObjectStore results;
    private final FanIn fanIn;

    /** @param results bucket of the services */
    public ReleaseTrainingStep(ObjectStore results, Clock clock) {
        this.results = results;
        this.fanIn = new FanIn(clock);
    }

    @Override
    public List<Event> handle(Event event) {
        if (event instanceof CasePreprocessed preprocessed) {
            return lookAgain(
                    preprocessed,
                    preprocessed.versionId(),
                    preprocessed.dataIdentifier(),
                    List.of(preprocessed.propertiesKey()));
        }
        if (event instanceof PlansCreated created) {
            return released(created);
        }
        if (event instanceof WorkFailed failed) {
            return failed.versionId().map(version -> skip(failed, version)).orElse(List.of());
        }
        throw new IllegalArgumentException("not an event that training waits for: " + event.getClass());
    }

    private List<Event> released(PlansCreated created) {
        VersionId version = created.versionId();
        List<String> identifiers = PlannedVersion.planning(results, version).configurations().stream()
                .map(PlannedConfiguration::dataIdentifier)
                .distinct()
                .sorted()
                .toList();
        fanIn.forget(unit(version));
        identifiers.forEach(identifier -> fanIn.forget(unit(version, identifier)));
        List<Event> events = new ArrayList<>();
        for (String identifier : skipsFaultyCases(version) ? identifiers.subList(0, 1) : identifiers) {
            events.addAll(lookAgain(created, version, identifier, List.of()));
        }
        return events;
    }

    private List<Event> skip(WorkFailed failed, VersionId version) {
        if (!failed.endsCaseAt(WorkFailed.PREPROCESS_CASE) || !skipsFaultyCases(version)) {
            return List.of();
        }
        PlanningOutcome planning = PlannedVersion.planning(results, version);
        if (!planning.cases().contains(failed.subject())) {
            return List.of();
        }
        results.putIfAbsent(
                ObjectKeys.skippedPreprocessing(version, failed.subject()),
                Json.bytes(new SkippedCase(failed.subject(), failed.message())));
        CaseFiles files = files(version).get(failed.subject());
        PlannedConfiguration any = planning.configurations().get(0);
        return lookAgain(
                failed,
                version,
                any.dataIdentifier(),
                parameters(planning, Optional.empty())
                        .map(id -> ObjectKeys.properties(version.dataset(), id, files))
                        .toList());
    }

    private List<Event> lookAgain(Event cause, VersionId version, String identifier, Collection<String> arrived) {
        Optional<String> only = together(version, identifier) ? Optional.empty() : Optional.of(identifier);
        String unit = only.map(i -> unit(version, i)).orElse(unit(version));
        if (!fanIn.complete(unit, cause, arrived, () -> missing(version, only))) {
            return List.of();
        }
        PlanningOutcome planning =
                only.isPresent() ? PlannedVersion.planning(results, version) : withoutSkipped(cause, version, unit);
        if (!Goal.parse(results.bytes(ObjectKeys.goal(version))).reaches(Stage.TRAINED)) {
            return List.of();
        }
        List<Event> events = new ArrayList<>();
        for (PlannedConfiguration configuration : planning.configurations()) {
            if (only.map(configuration.dataIdentifier()::equals).orElse(true)) {
                configuration
                        .trainings()
                        .forEach(training -> events.add(new TrainingRequested(
                                EventHeader.following(
                                        cause, "training-requested", configuration.name(), training.fold()),
                                version.dataset(),
                                version.version(),
                                configuration.name(),
                                training.fold(),
                                training.trainingId())));
            }
        }
        fanIn.released(unit, cause);
        return events;
    }

    /** Whether all configurations wait for each other, since a case may still be left out of all of them. */
    private boolean together(VersionId version, String identifier) {
        return !fanIn.knows(unit(version, identifier)) && (fanIn.knows(unit(version)) || skipsFaultyCases(version));
    }

    private boolean skipsFaultyCases(VersionId version) {
        return Experiment.parse(results.bytes(ObjectKeys.experiment(version))).faultyCases() == FaultyCases.SKIP;
    }

    private Set<String> missing(VersionId version, Optional<String> identifier) {
        PlanningOutcome planning = PlannedVersion.planning(results, version);
        Map<String, CaseFiles> files = files(version);
        Set<String> skipped =
                identifier.isPresent() ? Set.of() : skipped(version).keySet();
        Set<String> missing = new HashSet<>();
        parameters(planning, identifier).forEach(parametersId -> {
            planning.cases().stream()
                    .filter(id -> !skipped.contains(id))
                    .forEach(id -> missing.add(ObjectKeys.properties(version.dataset(), parametersId, files.get(id))));
            missing.removeAll(preprocessed(version.dataset(), parametersId));
        });
        return missing;
    }

    /** What is to be done without the cases that were skipped and are still not preprocessed. */
    private PlanningOutcome withoutSkipped(Event cause, VersionId version, String unit) {
        Map<String, String> skipped = skipped(version);
        PlannedVersion planned = PlannedVersion.read(results, version);
        Map<String, Set<String>> preprocessed = parameters(planned.planning(), Optional.empty())
                .collect(Collectors.toMap(id -> id, id -> preprocessed(version.dataset(), id)));
        // a case may have failed once and succeeded later
        skipped.keySet()
                .removeIf(caseId -> preprocessed.entrySet().stream()
                        .allMatch(p -> p.getValue()
                                .contains(ObjectKeys.properties(
                                        version.dataset(), p.getKey(), planned.trainingCase(caseId)))));
        skipped.keySet().retainAll(planned.planning().cases());
        if (skipped.isEmpty()) {
            return planned.planning();
        }
        try {
            results.putIfAbsent(ObjectKeys.reducedPlanning(version), Json.pretty(planned.without(skipped)));
        } catch (PipelineException e) {
            if (e.code().kind() == FailureCode.Kind.BAD_INPUT) {
                fanIn.released(unit, cause);
            }
            throw e;
        }
        return PlannedVersion.planning(results, version);
    }

    /** Case → reason. */
    private Map<String, String> skipped(VersionId version) {
        Map<String, String> skipped = new TreeMap<>();
        for (ObjectInfo marker : results.list(ObjectKeys.skippedPreprocessing(version))) {
            SkippedCase skippedCase = Json.read(results.bytes(marker.key()), SkippedCase.class);
            skipped.put(skippedCase.caseId(), skippedCase.reason());
        }
        return skipped;
    }

    private Set<String> preprocessed(String dataset, String parametersId) {
        return results.list(ObjectKeys.preprocessed(dataset, parametersId)).stream()
                .map(ObjectInfo::key)
                .collect(Collectors.toSet());
    }

    private static Stream<String> parameters(PlanningOutcome planning, Optional<String> identifier) {
        return planning.configurations().stream()
                .filter(c -> identifier.map(c.dataIdentifier()::equals).orElse(true))
                .map(PlannedConfiguration::parametersId)
                .distinct();
    }

    private Map<String, CaseFiles> files(VersionId version) {
        return DatasetManifest.parse(results.bytes(ObjectKeys.manifest(version))).training().stream()
                .collect(Collectors.toMap(CaseFiles::caseId, files -> files));
    }

    private static String unit(VersionId version) {
        return version.toString();
    }

    private static String unit(VersionId version, String identifier) {
        return unit(version) + "/" + identifier;
    }
}

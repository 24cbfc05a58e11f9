package io.nephrite.planner.step;

import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.event.CasePredicted;
import io.nephrite.core.event.CasePreprocessed;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.PlansCreated;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.PreviousStage;
import io.nephrite.core.pipeline.SkippedCase;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.planning.WorkOrder;
import io.nephrite.core.planning.WorkOrder.ConfigurationWork;
import io.nephrite.core.store.ObjectStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Asks for the trainings of a configuration once all its cases are preprocessed: on {@link CasePreprocessed}, and on
 * {@link PlansCreated} for what was preprocessed before. The next stage of a cascade waits besides for the
 * segmentations of its previous stage: on {@link CasePredicted}. Where the experiment lets faulty cases be skipped, a
 * case that cannot be preprocessed ({@link WorkFailed}) is left out of all configurations; so nothing is trained before
 * all of them are ready. Safe to repeat.
 */
public final class TrainingRelease {
    private final ObjectStore results;
    private final FanIn fanIn;

    /**
     * Makes the release of trainings.
     *
     * @param results bucket of the services
     */
    public TrainingRelease(ObjectStore results, Clock clock) {
        this.results = results;
        this.fanIn = new FanIn(clock);
    }

    /** Asks for them where this was the last case of a configuration. */
    public List<Event> handle(CasePreprocessed preprocessed) {
        return lookAgain(
                preprocessed,
                preprocessed.versionId(),
                preprocessed.dataIdentifier(),
                List.of(preprocessed.propertiesKey()));
    }

    /** Leaves the case out where the experiment lets faulty cases be skipped. */
    public List<Event> handle(WorkFailed failed) {
        return failed.versionId().map(version -> skip(failed, version)).orElse(List.of());
    }

    /** Asks for the later stages of a cascade where this was the last prediction of the earlier one. */
    public List<Event> handle(CasePredicted predicted) {
        return nextStages(predicted);
    }

    /** Asks for what needs no more preprocessing. */
    public List<Event> handle(PlansCreated created) {
        VersionId version = created.versionId();
        List<String> identifiers = new StoredVersion(results, version)
                .planning().configurations().stream()
                        .map(ConfigurationWork::dataIdentifier)
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

    private List<Event> skip(WorkFailed failed, VersionId id) {
        StoredVersion version = new StoredVersion(results, id);
        Optional<String> failedCase = failed.failedUnit().caseId();
        if (!failed.endsCaseIn(Work.PREPROCESS_CASE) || !version.skipsFaultyCases()) {
            return List.of();
        }
        if (failedCase.isEmpty() || !version.planning().cases().contains(failedCase.get())) {
            return List.of();
        }
        String caseId = failedCase.get();
        results.putIfAbsent(
                ObjectKeys.skippedPreprocessing(id, caseId), Json.bytes(new SkippedCase(caseId, failed.message())));
        ConfigurationWork any = version.planning().configurations().get(0);
        return lookAgain(
                failed,
                id,
                any.dataIdentifier(),
                version.volumes(caseId, Optional.empty()).toList());
    }

    private List<Event> lookAgain(Event cause, VersionId version, String identifier, Collection<String> arrived) {
        Optional<String> only = together(version, identifier) ? Optional.empty() : Optional.of(identifier);
        String unit = only.map(i -> unit(version, i)).orElse(unit(version));
        if (!fanIn.complete(unit, cause, arrived, () -> missing(version, only))) {
            return List.of();
        }
        WorkOrder planning = only.isPresent()
                ? new StoredVersion(results, version).planning()
                : withoutSkipped(cause, version, unit);
        if (!Goal.parse(results.bytes(ObjectKeys.goal(version))).reaches(Milestone.TRAINED)) {
            return List.of();
        }
        StoredVersion stored = new StoredVersion(results, version);
        List<Event> events = new ArrayList<>();
        for (ConfigurationWork configuration : planning.configurations()) {
            if (only.map(configuration.dataIdentifier()::equals).orElse(true)) {
                events.addAll(trainings(cause, stored, configuration));
            }
        }
        fanIn.released(unit, cause);
        return events;
    }

    /** Of a cascade those folds alone whose cases all have what they take from the previous stage. */
    private static List<Event> trainings(Event cause, StoredVersion version, ConfigurationWork configuration) {
        VersionId id = version.id();
        return configuration.trainings().stream()
                .filter(training -> version.missingPreviousStage(id.fold(configuration.name(), training.fold()))
                        .isEmpty())
                .<Event>map(training -> new TrainingRequested(
                        EventHeader.following(cause, "training-requested", configuration.name(), training.fold()),
                        id.dataset(),
                        id.version(),
                        configuration.name(),
                        training.fold(),
                        training.trainingId()))
                .toList();
    }

    /** A case is predicted: it may be the last that the next stage of a cascade waits for. */
    private List<Event> nextStages(CasePredicted predicted) {
        StoredVersion version = new StoredVersion(results, predicted.versionId());
        List<Event> events = new ArrayList<>();
        version.segmentedFor(predicted.foldId(), predicted.caseId()).forEach((next, stage) -> {
            String unit = unit(predicted.versionId(), "next stage " + next);
            if (fanIn.complete(
                            unit, predicted, List.of(stage.marker(predicted.caseId())), () -> missing(version, stage))
                    && version.missingVolumes(
                                    Optional.of(version.configuration(next).dataIdentifier()))
                            .isEmpty()
                    && version.goal().reaches(Milestone.TRAINED)) {
                events.addAll(trainings(predicted, version, version.configuration(next)));
                fanIn.released(unit, predicted);
            }
        });
        return events;
    }

    private static Set<String> missing(StoredVersion version, PreviousStage stage) {
        return stage.missing(version.planning().cases()).stream()
                .map(stage::marker)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Whether all configurations wait for each other, since a case may still be left out of all of them. */
    private boolean together(VersionId version, String identifier) {
        return !fanIn.knows(unit(version, identifier)) && (fanIn.knows(unit(version)) || skipsFaultyCases(version));
    }

    private boolean skipsFaultyCases(VersionId version) {
        return new StoredVersion(results, version).skipsFaultyCases();
    }

    private Set<String> missing(VersionId id, Optional<String> identifier) {
        StoredVersion version = new StoredVersion(results, id);
        Set<String> missing = version.missingVolumes(identifier);
        if (identifier.isEmpty()) {
            version.skippedVolumes().keySet().stream()
                    .filter(version.planning().cases()::contains)
                    .flatMap(caseId -> version.volumes(caseId, Optional.empty()))
                    .forEach(missing::remove);
        }
        return missing;
    }

    /** What is to be done without the cases that were skipped and are still not preprocessed. */
    private WorkOrder withoutSkipped(Event cause, VersionId id, String unit) {
        StoredVersion version = new StoredVersion(results, id);
        Map<String, String> skipped = version.skippedVolumes();
        skipped.keySet().retainAll(version.planning().cases());
        // a case may have failed once and succeeded later
        Set<String> missing = version.missingVolumes(Optional.empty());
        skipped.keySet()
                .removeIf(caseId -> version.volumes(caseId, Optional.empty()).noneMatch(missing::contains));
        if (skipped.isEmpty()) {
            return version.planning();
        }
        try {
            results.putIfAbsent(ObjectKeys.reducedPlanning(id), Json.pretty(version.without(skipped)));
        } catch (PipelineException e) {
            if (e.code().kind() == FailureCode.Kind.BAD_INPUT) {
                fanIn.released(unit, cause);
            }
            throw e;
        }
        return new StoredVersion(results, id).planning();
    }

    private static String unit(VersionId version) {
        return version.toString();
    }

    private static String unit(VersionId version, String identifier) {
        return unit(version) + "/" + identifier;
    }
}

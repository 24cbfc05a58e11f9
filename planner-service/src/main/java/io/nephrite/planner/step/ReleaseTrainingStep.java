package io.nephrite.planner.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.Goal;
import io.nephrite.core.event.CasePreprocessed;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.PlansCreated;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.pipeline.ObjectInfo;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.ObjectStore;
import io.nephrite.core.pipeline.Stage;
import io.nephrite.core.pipeline.Step;
import io.nephrite.core.planning.PlanningOutcome;
import io.nephrite.core.planning.PlanningOutcome.PlannedConfiguration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Asks for the trainings of a configuration once all its cases are preprocessed: on {@link CasePreprocessed}, and on
 * {@link PlansCreated} for what was preprocessed before. Safe to repeat.
 */
public final class ReleaseTrainingStep implements Step<Event> {
    private final ObjectStore results;
    private final FanIn fanIn = new FanIn();

    /** @param results bucket of the services */
    public ReleaseTrainingStep(ObjectStore results) {
        this.results = results;
    }

    @Override
    public List<Event> handle(Event event) {
        if (event instanceof CasePreprocessed preprocessed) {
            return lookAgain(
                    preprocessed,
                    preprocessed.version(),
                    preprocessed.dataIdentifier(),
                    Optional.of(preprocessed.propertiesKey()));
        }
        if (event instanceof PlansCreated created) {
            Set<String> identifiers = new HashSet<>();
            outcome(created.dataset(), created.version())
                    .configurations()
                    .forEach(c -> identifiers.add(c.dataIdentifier()));
            List<Event> events = new ArrayList<>();
            for (String identifier : identifiers.stream().sorted().toList()) {
                fanIn.forget(unit(created.dataset(), created.version(), identifier));
                events.addAll(lookAgain(created, created.version(), identifier, Optional.empty()));
            }
            return events;
        }
        throw new IllegalArgumentException("not an event that training waits for: " + event.getClass());
    }

    private List<Event> lookAgain(Event cause, String version, String identifier, Optional<String> arrived) {
        String dataset = cause.dataset();
        String unit = unit(dataset, version, identifier);
        if (!fanIn.complete(unit, cause, arrived, () -> missing(dataset, version, identifier))) {
            return List.of();
        }
        if (!Goal.parse(results.bytes(ObjectKeys.goal(dataset, version))).reaches(Stage.TRAINED)) {
            return List.of();
        }
        List<Event> events = new ArrayList<>();
        for (PlannedConfiguration configuration : outcome(dataset, version).configurations()) {
            if (configuration.dataIdentifier().equals(identifier)) {
                configuration
                        .trainings()
                        .forEach(training -> events.add(new TrainingRequested(
                                EventHeader.following(
                                        cause, "training-requested", configuration.name(), training.fold()),
                                dataset,
                                version,
                                configuration.name(),
                                training.fold(),
                                training.trainingId())));
            }
        }
        fanIn.released(unit, cause);
        return events;
    }

    private Set<String> missing(String dataset, String version, String identifier) {
        PlanningOutcome outcome = outcome(dataset, version);
        Map<String, CaseFiles> files = new TreeMap<>();
        DatasetManifest.parse(results.bytes(ObjectKeys.manifest(dataset, version)))
                .training()
                .forEach(c -> files.put(c.caseId(), c));
        Set<String> missing = new HashSet<>();
        outcome.configurations().stream()
                .filter(c -> c.dataIdentifier().equals(identifier))
                .map(PlannedConfiguration::parametersId)
                .distinct()
                .forEach(parametersId -> {
                    outcome.cases()
                            .forEach(id -> missing.add(ObjectKeys.properties(dataset, parametersId, files.get(id))));
                    results.list(ObjectKeys.preprocessed(dataset, parametersId)).stream()
                            .map(ObjectInfo::key)
                            .forEach(missing::remove);
                });
        return missing;
    }

    private PlanningOutcome outcome(String dataset, String version) {
        return PlanningOutcome.parse(results.bytes(ObjectKeys.planning(dataset, version)));
    }

    private static String unit(String dataset, String version, String identifier) {
        return dataset + "/" + version + "/" + identifier;
    }
}

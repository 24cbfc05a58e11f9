package io.nephrite.core.planning;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.nephrite.core.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * planning.json: the marker of a planned version, and what is to be done with it.
 *
 * @param plansName the plans document is named after it
 * @param plansId hash of the plans' content
 * @param configurations that the experiment asks for, in its order
 * @param cases ids of all cases that are used, ascending
 * @param skipped cases that were left out after sealing, with the reason
 */
public record WorkOrder(
        String plansName,
        String plansId,
        List<ConfigurationWork> configurations,
        List<String> cases,
        Map<String, String> skipped) {
    public WorkOrder {
        configurations = List.copyOf(configurations);
        cases = List.copyOf(cases);
        skipped = Map.copyOf(skipped);
    }

    /**
     * A configuration that is preprocessed and trained.
     *
     * @param parametersId of the document that preprocessing reads
     * @param trainings in the experiment's order of folds; none where the cases could not be split and nothing was to
     *     be trained
     * @param previousStage the configuration of the same order whose segmentations it takes as input
     */
    public record ConfigurationWork(
            String name,
            String dataIdentifier,
            String parametersId,
            List<FoldWork> trainings,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> previousStage) {
        public ConfigurationWork {
            trainings = List.copyOf(trainings);
        }

        /** Of one that follows no other. */
        public ConfigurationWork(String name, String dataIdentifier, String parametersId, List<FoldWork> trainings) {
            this(name, dataIdentifier, parametersId, trainings, Optional.empty());
        }

        public Optional<FoldWork> training(String fold) {
            return trainings.stream().filter(t -> t.fold().equals(fold)).findFirst();
        }
    }

    /**
     * A fold that is trained.
     *
     * @param fold {@code "0"} … or {@code "all"}
     * @param trainingId hash of everything that the result depends on
     */
    public record FoldWork(String fold, String trainingId) {}

    /** Whether it is known what each configuration trains. */
    public boolean hasTrainings() {
        return configurations.stream().noneMatch(c -> c.trainings().isEmpty());
    }

    public Optional<ConfigurationWork> configuration(String name) {
        return configurations.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    public static WorkOrder parse(byte[] json) {
        return Json.read(json, WorkOrder.class);
    }
}

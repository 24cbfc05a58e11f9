package io.nephrite.core.planning;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import io.nephrite.core.planning.WorkOrder.ConfigurationWork;
import io.nephrite.core.planning.WorkOrder.FoldWork;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingParameters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is to be preprocessed and trained by plans and an experiment, each named by the content that it depends on.
 *
 * @param parameters parameters id → document
 */
public record VersionWork(WorkOrder outcome, Map<String, PreprocessingParameters> parameters) {
    public VersionWork {
        parameters = Map.copyOf(parameters);
    }

    /**
     * Derives the work from plans and an experiment.
     *
     * @param cases that are used, ascending by id
     * @param splits absent where the cases cannot be split and nothing is to be trained yet: then there are no
     *     trainings
     * @param skipped cases left out after sealing → reason
     * @throws PipelineException INVALID_EXPERIMENT or INVALID_PLANS where the two do not go together
     */
    public static VersionWork of(
            Plans plans,
            Experiment experiment,
            DatasetManifest manifest,
            List<CaseFiles> cases,
            Optional<FoldSplits> splits,
            Map<String, String> skipped) {
        List<String> caseIds = cases.stream().map(CaseFiles::caseId).toList();
        Map<String, PreprocessingParameters> parameters = new LinkedHashMap<>();
        Map<String, String> idByIdentifier = new LinkedHashMap<>();
        List<ConfigurationWork> configurations = new ArrayList<>();
        RequestedConfigurations requested = new RequestedConfigurations(plans, experiment);
        TrainingIds trainingIds = new TrainingIds(experiment, manifest, cases);
        for (ConfigurationPlan configuration : requested.all()) {
            requireChannels(configuration, manifest);
            TrainingNeed.requirePossible(configuration, manifest.channelNames().size(), manifest.labels());
            PreprocessingParameters needed = PreprocessingParameters.of(
                    plans, configuration, manifest.labels().classes(), experiment.rawResampling());
            String id = needed.id();
            String other = idByIdentifier.putIfAbsent(configuration.dataIdentifier(), id);
            if (other != null && !other.equals(id)) {
                throw new PipelineException(
                        FailureCode.INVALID_PLANS,
                        "plans /configurations/" + configuration.name() + "/data_identifier: "
                                + configuration.dataIdentifier()
                                + " is used by another configuration that preprocesses differently; give each its own");
            }
            parameters.put(id, needed);
        }
        for (ConfigurationPlan configuration : requested.all()) {
            List<FoldWork> trainings = splits.stream()
                    .flatMap(s -> requested.folds(configuration.name(), s, caseIds).stream()
                            .map(fold -> new FoldWork(fold, trainingIds.of(plans, configuration, fold, s))))
                    .toList();
            configurations.add(new ConfigurationWork(
                    configuration.name(),
                    configuration.dataIdentifier(),
                    Objects.requireNonNull(idByIdentifier.get(configuration.dataIdentifier())),
                    trainings,
                    configuration.previousStage()));
        }
        return new VersionWork(
                new WorkOrder(plans.plansName(), id(plans), configurations, caseIds, skipped), parameters);
    }

    /**
     * Sentences about what is trained beyond what the experiment names, since a cascade needs it, and about what is
     * kept until the choice is made.
     *
     * @param outputs of a network: background and foreground, or one for each region
     * @throws PipelineException INVALID_EXPERIMENT or INVALID_PLANS where the two do not go together
     */
    public static List<String> remarks(
            Plans plans, Experiment experiment, FoldSplits splits, Collection<String> cases, int outputs) {
        return new RequestedConfigurations(plans, experiment).remarks(splits, cases, outputs);
    }

    private static void requireChannels(ConfigurationPlan configuration, DatasetManifest manifest) {
        int planned = configuration.normalizationSchemes().size();
        if (planned != manifest.channelNames().size()) {
            throw new PipelineException(
                    FailureCode.INVALID_PLANS,
                    "plans /configurations/" + configuration.name() + "/normalization_schemes: found " + planned
                            + " values, expected one for each of the channels "
                            + String.join(", ", manifest.channelNames()));
        }
    }

    /** Of the plans' content; the order of fields does not matter. */
    static String id(Plans plans) {
        return ContentHash.of(Json.bytes(sorted(plans.toJson())));
    }

    /** As maps, whose keys are written in order. */
    static Object sorted(JsonNode node) {
        return Json.mapper().convertValue(node, Object.class);
    }
}

package io.nephrite.core.planning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import io.nephrite.core.planning.WorkOrder.ConfigurationWork;
import io.nephrite.core.planning.WorkOrder.FoldWork;
import io.nephrite.core.plans.ConfigurationKind;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingParameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What is to be preprocessed and trained by plans and an experiment, each named by the content that it depends on.
 *
 * @param parameters parameters id → document
 */
public record VersionWork(WorkOrder outcome, Map<String, PreprocessingParameters> parameters) {
    /** What is trained where the experiment names nothing: the first of them that is planned. */
    private static final List<String> USUAL =
            List.of(ConfigurationKind.FULLRES.text(), ConfigurationKind.PLANAR.text());

    /** They change how fast a training is or what a crash costs, not what comes out. */
    private static final List<String> WITHOUT_EFFECT = List.of("checkpointSeconds", "loaderThreads");

    public VersionWork {
        parameters = Map.copyOf(parameters);
    }

    /**
     * @param cases that are used, ascending by id
     * @param splits absent where the cases cannot be split and nothing is to be trained yet: then there are no trainings
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
        for (ConfigurationPlan configuration : requested(plans, experiment)) {
            requireChannels(configuration, manifest);
            TrainingNeed.requirePossible(
                    configuration,
                    manifest.channelNames().size(),
                    manifest.labels().outputs());
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
            List<FoldWork> trainings = splits.stream()
                    .flatMap(s -> experiment.folds().orElseGet(s::names).stream()
                            .map(fold -> new FoldWork(
                                    fold, trainingId(configuration, id, experiment, manifest, cases, fold, s))))
                    .toList();
            configurations.add(
                    new ConfigurationWork(configuration.name(), configuration.dataIdentifier(), id, trainings));
        }
        return new VersionWork(
                new WorkOrder(plans.plansName(), id(plans), configurations, caseIds, skipped), parameters);
    }

    private static List<ConfigurationPlan> requested(Plans plans, Experiment experiment) {
        if (experiment.configurations().isEmpty()) {
            return List.of(usual(plans));
        }
        List<String> names = experiment.configurations().get();
        return IntStream.range(0, names.size())
                .mapToObj(i -> requested(plans, names.get(i), Experiment.FILE + " /configurations/" + i + ": "))
                .toList();
    }

    /** 3d_fullres; 2d where the data has one slice per case; else the one configuration of a user's own plans. */
    private static ConfigurationPlan usual(Plans plans) {
        List<String> planned = plans.configurationNames();
        return USUAL.stream()
                .filter(plans::has)
                .findFirst()
                .or(() -> planned.size() == 1 ? Optional.of(planned.get(0)) : Optional.empty())
                .map(plans::configuration)
                .orElseThrow(() -> new PipelineException(
                        FailureCode.INVALID_EXPERIMENT,
                        Experiment.FILE + " /configurations: nothing is named, and the plans hold neither "
                                + String.join(" nor ", USUAL) + "; name some of " + String.join(", ", planned)));
    }

    private static ConfigurationPlan requested(Plans plans, String name, String place) {
        if (!plans.has(name)) {
            throw new PipelineException(
                    FailureCode.INVALID_EXPERIMENT,
                    place + "found \"" + name + "\", expected one of "
                            + String.join(", ", plans.configurationNames())
                            + " (what the plans hold for this dataset)");
        }
        ConfigurationPlan configuration = plans.configuration(name);
        configuration.previousStage().ifPresent(previous -> {
            throw new PipelineException(
                    FailureCode.INVALID_EXPERIMENT,
                    place + name + " takes the predictions of " + previous
                            + " as input, which cannot be trained here yet; ask for " + previous + " or 3d_fullres");
        });
        return configuration;
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

    private static String trainingId(
            ConfigurationPlan configuration,
            String parametersId,
            Experiment experiment,
            DatasetManifest manifest,
            List<CaseFiles> cases,
            String fold,
            FoldSplits splits) {
        Map<String, String> content = new TreeMap<>();
        cases.forEach(c -> content.put(c.caseId(), c.contentId()));
        FoldSplits.Split split = splits.fold(fold, content.keySet());
        if (split.train().isEmpty() || split.val().isEmpty()) {
            throw new PipelineException(
                    FailureCode.INVALID_DATASET,
                    "fold " + fold + ": no case is left to " + (split.train().isEmpty() ? "train" : "validate")
                            + " with; mend the cases that were left out, or name other folds in experiment.json");
        }
        ObjectNode settings = Json.mapper().valueToTree(experiment.training());
        settings.remove(WITHOUT_EFFECT);
        Map<String, Object> identity = new TreeMap<>();
        identity.put("configuration", configuration.name());
        identity.put("parameters", parametersId);
        identity.put("patch", configuration.patchSize());
        identity.put("batch", configuration.batchSize());
        identity.put("batchDice", configuration.batchDice());
        identity.put("architecture", sorted(configuration.architecture().toJson()));
        identity.put("channels", manifest.channelNames().size());
        identity.put("labels", manifest.labels());
        identity.put("training", sorted(settings));
        identity.put("seed", experiment.seed());
        experiment.continueFrom().ifPresent(version -> identity.put("continueFrom", version));
        identity.put("fold", fold);
        identity.put("train", split.train().stream().map(content::get).toList());
        identity.put("val", split.val().stream().map(content::get).toList());
        return ContentHash.of(Json.bytes(identity));
    }

    /** Of the plans' content; the order of fields does not matter. */
    static String id(Plans plans) {
        return ContentHash.of(Json.bytes(sorted(plans.toJson())));
    }

    /** As maps, whose keys are written in order. */
    private static Object sorted(JsonNode node) {
        return Json.mapper().convertValue(node, Object.class);
    }
}

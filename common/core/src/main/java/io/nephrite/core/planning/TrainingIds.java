package io.nephrite.core.planning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingParameters;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Names trainings by everything that their result depends on: of a cascade also the trainings of its previous stage.
 */
final class TrainingIds {
    /** They change how fast a training is or what a crash costs, not what comes out. */
    private static final List<String> WITHOUT_EFFECT = List.of("checkpointSeconds", "loaderThreads");

    private final Experiment experiment;
    private final DatasetManifest manifest;
    /** Case id to content id, of all usable cases. */
    private final Map<String, String> content = new TreeMap<>();

    TrainingIds(Experiment experiment, DatasetManifest manifest, List<CaseFiles> cases) {
        this.experiment = experiment;
        this.manifest = manifest;
        cases.forEach(c -> content.put(c.caseId(), c.contentId()));
    }

    /**
     * @param plans that hold the configuration, and the previous stage where it has one
     * @throws PipelineException INVALID_DATASET where a fold has no case left
     */
    String of(Plans plans, ConfigurationPlan configuration, String fold, FoldSplits splits) {
        FoldSplits.Split split = splits.fold(fold, content.keySet());
        if (split.train().isEmpty() || split.val().isEmpty()) {
            throw new PipelineException(
                    FailureCode.INVALID_DATASET,
                    "fold " + fold + ": no case is left to " + (split.train().isEmpty() ? "train" : "validate")
                            + " with; correct the cases that were left out, or name other folds in experiment.json");
        }
        ObjectNode settings = Json.mapper().valueToTree(experiment.training());
        settings.remove(WITHOUT_EFFECT);
        Map<String, Object> identity = new TreeMap<>();
        identity.put("configuration", configuration.name());
        identity.put("parameters", parametersId(plans, configuration));
        identity.put("patch", configuration.patchSize());
        identity.put("batch", configuration.batchSize());
        identity.put("batchDice", configuration.batchDice());
        identity.put(
                "architecture", VersionWork.sorted(configuration.architecture().toJson()));
        identity.put("channels", manifest.channelNames().size());
        identity.put("labels", manifest.labels());
        identity.put("training", VersionWork.sorted(settings));
        identity.put("seed", experiment.seed());
        experiment.continueFrom().ifPresent(version -> identity.put("continueFrom", version));
        identity.put("fold", fold);
        identity.put("train", split.train().stream().map(content::get).toList());
        identity.put("val", split.val().stream().map(content::get).toList());
        configuration
                .previousStage()
                .map(plans::configuration)
                .ifPresent(previous -> identity.put("previousStage", previousStage(plans, previous, split, splits)));
        return ContentHash.of(Json.bytes(identity));
    }

    /** What the segmentations depend on that a cascade's fold takes as input. */
    private Map<String, Object> previousStage(
            Plans plans, ConfigurationPlan previous, FoldSplits.Split split, FoldSplits splits) {
        PreviousStageFolds folds = PreviousStageFolds.of(splits, content.keySet());
        List<String> trainings = new TreeSet<>(Stream.concat(split.train().stream(), split.val().stream())
                        .map(folds::of)
                        .toList())
                .stream().map(fold -> of(plans, previous, fold, splits)).toList();
        return new TreeMap<>(Map.of(
                "trainings", trainings,
                "prediction", experiment.prediction(),
                "resampling", previous.probabilitiesResampling()));
    }

    private String parametersId(Plans plans, ConfigurationPlan configuration) {
        return PreprocessingParameters.of(
                        plans, configuration, manifest.labels().classes(), experiment.rawResampling())
                .id();
    }
}

package io.nephrite.trainer.step;

import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.model.ModelManifest;
import io.nephrite.core.model.ModelManifest.Member;
import io.nephrite.core.model.StoredModels;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.core.selection.AcceptedFilters;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.learning.predict.CasePredictor;
import io.nephrite.learning.predict.ModelPredictor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The networks of a model of the store. All configurations of the model predict together, those apart that only prepare
 * the next stage of a cascade. Every document is checked against its hash, and holds the hash of its weights.
 */
final class StoredNetworks implements ImageModel {
    private final StoredModels models;
    private final StoredModels.Entry model;
    private final PredictorSlot predictors;
    private final int threads;
    private final Plans plans;
    private final Description description;
    private final Experiment experiment;
    private final List<Member> predicting;

    /** @throws PipelineException INVALID_MODEL where there is no such model, or a document of it is damaged */
    StoredNetworks(ObjectStore results, String dataset, String id, PredictorSlot predictors, int threads) {
        this.models = new StoredModels(results);
        this.model = models.find(dataset, id)
                .orElseThrow(() -> new PipelineException(
                        FailureCode.INVALID_MODEL,
                        "model " + dataset + "/" + id
                                + " is no longer in the store; import it again, or name another model"));
        this.predictors = predictors;
        this.threads = threads;
        this.plans = Plans.parse(models.document(model, ModelManifest.PLANS));
        this.description = DescriptionReader.withoutCases(models.document(model, ModelManifest.DATASET_JSON));
        this.experiment = models.findDocument(model, ModelManifest.EXPERIMENT)
                .map(Experiment::parse)
                .orElseGet(Experiment::defaults);
        List<Member> members = model.manifest().configurations();
        this.predicting = members.stream()
                .filter(member -> members.stream()
                        .noneMatch(next -> plan(next).previousStage().equals(Optional.of(member.configuration()))))
                .toList();
    }

    private ConfigurationPlan plan(Member member) {
        return plans.configuration(member.configuration());
    }

    @Override
    public String id() {
        return model.manifest().dataset() + "." + model.id();
    }

    @Override
    public List<String> configurations() {
        return predicting.stream().map(Member::configuration).toList();
    }

    @Override
    public List<String> folds() {
        return predicting.stream()
                .flatMap(member -> used(member).stream())
                .distinct()
                .toList();
    }

    /** Every numbered fold. If no fold has a number, the fold that was trained on all cases. */
    private static List<String> used(Member member) {
        List<String> numbered = member.folds().stream()
                .filter(fold -> !fold.equals(Experiment.FOLD_ALL))
                .toList();
        return numbered.isEmpty() ? member.folds() : numbered;
    }

    @Override
    public LabelMap labels() {
        return description.labels();
    }

    @Override
    public List<String> channels() {
        return description.channelNames();
    }

    @Override
    public String ending() {
        return DatasetManifest.predictionEnding(description.fileEnding());
    }

    @Override
    public Experiment experiment() {
        return experiment;
    }

    @Override
    public Optional<DatasetFingerprint> fingerprint() {
        return models.findDocument(model, ModelManifest.FINGERPRINT).map(DatasetFingerprint::parse);
    }

    @Override
    public ModelPredictor predictor() {
        List<String> folders = new ArrayList<>();
        return new ModelPredictor(
                predicting.stream().map(member -> member(member, folders)).toList(),
                labels(),
                models.findDocument(model, ModelManifest.POSTPROCESSING)
                        .map(json -> AcceptedFilters.parse(json, ModelManifest.POSTPROCESSING))
                        .orElse(List.of()),
                threads);
    }

    /** @param all gets the folders of all networks of the model */
    private ModelPredictor.Member member(Member member, List<String> all) {
        ConfigurationPlan plan = plan(member);
        List<String> folders = used(member).stream()
                .map(fold -> folder(FoldFolder.inResults(member.configuration(), fold)))
                .toList();
        all.addAll(folders);
        Optional<ModelPredictor.Member> previous = plan.previousStage().map(before -> member(previous(plan), all));
        return new ModelPredictor.Member(
                new CasePredictor(
                        plan,
                        PreprocessingParameters.of(plans, plan, labels().classes(), experiment.rawResampling()),
                        labels(),
                        threads),
                folders.size(),
                () -> predictors.together(folders, all, experiment.prediction()),
                previous);
    }

    private Member previous(ConfigurationPlan plan) {
        String name = plan.previousStage().orElseThrow();
        return model.manifest().configurations().stream()
                .filter(member -> member.configuration().equals(name))
                .findFirst()
                .orElseThrow(() -> new PipelineException(
                        FailureCode.INVALID_MODEL,
                        "model " + model.manifest().dataset() + "/" + model.id() + ": " + plan.name() + " needs " + name
                                + ", which the model does not have; import it with both configurations"));
    }

    /** Where the weights lie, whose document is as the manifest says. */
    private String folder(FoldFolder fold) {
        models.document(model, fold.finalCheckpoint().document());
        return fold.inside(ObjectKeys.model(model.manifest().dataset(), model.id()))
                .prefix();
    }
}

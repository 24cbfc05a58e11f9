package io.nephrite.trainer.step;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ChosenModel;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.PreviousStage;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.planning.WorkOrder.FoldWork;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.learning.predict.CasePredictor;
import io.nephrite.learning.predict.ModelPredictor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The networks that a version has chosen, where its trainings have left them. A stage of a cascade gets what all folds
 * of its previous stage say, which nnU-Net recommends.
 */
final class ChosenNetworks implements ImageModel {
    private final StoredVersion version;
    private final ChosenModel chosen;
    private final ObjectStore results;
    private final PredictorSlot predictors;
    private final int threads;

    ChosenNetworks(
            StoredVersion version, ChosenModel chosen, ObjectStore results, PredictorSlot predictors, int threads) {
        this.version = version;
        this.chosen = chosen;
        this.results = results;
        this.predictors = predictors;
        this.threads = threads;
    }

    @Override
    public String id() {
        return chosen.id();
    }

    @Override
    public List<String> configurations() {
        return chosen.configurations();
    }

    @Override
    public List<String> folds() {
        return chosen.folds();
    }

    @Override
    public LabelMap labels() {
        return version.manifest().labels();
    }

    @Override
    public List<String> channels() {
        return version.manifest().channelNames();
    }

    @Override
    public String ending() {
        return version.manifest().predictionEnding();
    }

    @Override
    public Experiment experiment() {
        return version.experiment();
    }

    @Override
    public Optional<DatasetFingerprint> fingerprint() {
        return Optional.of(DatasetFingerprint.parse(results.bytes(ObjectKeys.datasetFingerprint(version.id()))));
    }

    @Override
    public ModelPredictor predictor() {
        List<String> folders = new ArrayList<>();
        List<ModelPredictor.Member> members = chosen.configurations().stream()
                .map(configuration -> member(configuration, chosen.folds(), folders))
                .toList();
        return new ModelPredictor(members, labels(), chosen.filters(), threads);
    }

    /** @param all gets the folders of all networks of the model */
    private ModelPredictor.Member member(String configuration, List<String> folds, List<String> all) {
        List<String> folders = folds.stream()
                .map(fold -> ObjectKeys.fold(version.id().fold(configuration, fold)))
                .toList();
        all.addAll(folders);
        Optional<ModelPredictor.Member> previous = version.previousStage(configuration)
                .map(PreviousStage::configuration)
                .map(before -> member(
                        before,
                        version.configuration(before).trainings().stream()
                                .map(FoldWork::fold)
                                .toList(),
                        all));
        return new ModelPredictor.Member(
                predictor(configuration),
                folders.size(),
                () -> predictors.together(folders, all, version.experiment().prediction()),
                previous);
    }

    private CasePredictor predictor(String configuration) {
        String parametersId = version.configuration(configuration).parametersId();
        return new CasePredictor(
                version.plans().configuration(configuration),
                Json.read(
                        results.bytes(
                                ObjectKeys.preprocessingParameters(version.id().dataset(), parametersId)),
                        PreprocessingParameters.class),
                labels(),
                threads);
    }
}

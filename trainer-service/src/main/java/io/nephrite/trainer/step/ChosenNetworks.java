package io.nephrite.trainer.step;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ChosenModel;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.PreviousStage;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.postprocess.LargestComponentFilter;
import io.nephrite.imaging.preprocess.MemoryEstimate;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import io.nephrite.imaging.read.CaseHeader;
import io.nephrite.imaging.restore.EnsembleRestorer;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.learning.predict.CasePredictor;
import io.nephrite.learning.predict.FoldEnsemble;
import io.nephrite.learning.predict.NetworkInput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.DoubleConsumer;

/**
 * The networks of a chosen model: the logits of the folds of a configuration are averaged, then the probabilities of the
 * configurations; the accepted filters follow. A stage of a cascade gets what all folds of its previous stage say.
 */
final class ChosenNetworks {
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

    /** What the greediest of them needs for an image of which the header alone is read. */
    MemoryEstimate memory(String caseId, CaseHeader header) {
        return stages().stream()
                .map(configuration ->
                        predictor(configuration).memory(caseId, header.channels(), header.shape(), header.spacing()))
                .max(Comparator.comparingLong(MemoryEstimate::bytes))
                .map(most -> most.plus(more(header)))
                .orElseThrow();
    }

    /** The logits of the fold at work beside the sum; of the configurations that are done already, theirs. */
    private long more(CaseHeader header) {
        long values = labels().outputs() * header.shape().voxels();
        return Float.BYTES * values * chosen.configurations().size();
    }

    /** The chosen configurations and their previous stages, each once. */
    private List<String> stages() {
        List<String> stages = new ArrayList<>();
        for (String configuration : chosen.configurations()) {
            for (Optional<String> stage = Optional.of(configuration);
                    stage.isPresent() && !stages.contains(stage.get());
                    stage = version.configuration(stage.get()).previousStage()) {
                stages.add(stage.get());
            }
        }
        return stages;
    }

    /**
     * @param image of the case's files, array frame
     * @param progress hears of each tile; what it throws ends the work
     */
    LabelVolume predict(String caseId, ImageVolume image, DoubleConsumer progress) {
        List<String> configurations = chosen.configurations();
        predictors.keepOnly(stages().stream()
                .flatMap(stage -> folds(stage).stream().map(fold -> folder(stage, fold)))
                .toList());
        LabelVolume labels;
        if (configurations.size() == 1) {
            labels = labels(configurations.get(0), caseId, image, progress);
        } else {
            List<EnsembleRestorer.Member> members = configurations.stream()
                    .map(configuration -> {
                        Answer answer = answer(configuration, caseId, image, progress);
                        return predictor(configuration).member(answer.logits, answer.made.properties());
                    })
                    .toList();
            labels = new EnsembleRestorer(labels(), threads).restore(members);
        }
        for (List<Integer> filter : chosen.filters()) {
            labels = new LargestComponentFilter(new TreeSet<>(filter)).apply(labels);
        }
        return labels;
    }

    private LabelVolume labels(String configuration, String caseId, ImageVolume image, DoubleConsumer progress) {
        Answer answer = answer(configuration, caseId, image, progress);
        return predictor(configuration).restore(answer.logits, answer.made.properties());
    }

    private Answer answer(String configuration, String caseId, ImageVolume image, DoubleConsumer progress) {
        Optional<LabelVolume> previous = version.previousStage(configuration)
                .map(PreviousStage::configuration)
                .map(before -> labels(before, caseId, image, progress));
        CasePredictor predictor = predictor(configuration);
        PreprocessedCase made = previous.map(labels -> predictor.preprocess(caseId, image, labels))
                .orElseGet(() -> predictor.preprocess(caseId, image));
        NetworkInput input = new NetworkInput(made.image(), made.shape(), previous.map(labels -> made.segmentation()));
        FoldEnsemble folds = new FoldEnsemble(folds(configuration).stream()
                .map(fold -> predictors.beside(
                        folder(configuration, fold), version.experiment().prediction()))
                .toList());
        return new Answer(made, folds.predict(input, progress));
    }

    /** Of a previous stage all of its folds, which nnU-Net recommends; of a chosen configuration the chosen ones. */
    private List<String> folds(String configuration) {
        return chosen.configurations().contains(configuration)
                ? chosen.folds()
                : version.configuration(configuration).trainings().stream()
                        .map(training -> training.fold())
                        .toList();
    }

    private String folder(String configuration, String fold) {
        return ObjectKeys.fold(version.id().fold(configuration, fold));
    }

    private LabelMap labels() {
        return version.manifest().labels();
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

    @SuppressWarnings("ArrayRecordComponent") // handed on once
    private record Answer(PreprocessedCase made, float[] logits) {}
}

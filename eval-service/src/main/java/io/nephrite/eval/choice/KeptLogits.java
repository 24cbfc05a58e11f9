package io.nephrite.eval.choice;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.npy.Npy;
import io.nephrite.imaging.preprocess.CaseProperties;
import io.nephrite.imaging.restore.EnsembleRestorer;
import io.nephrite.imaging.restore.EnsembleRestorer.Member;
import io.nephrite.imaging.restore.PredictionRestorer;
import io.nephrite.imaging.volume.LabelVolume;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The logits that the trainer has kept of the validation cases: probabilities are rebuilt from them. */
public final class KeptLogits implements PairedPredictions {
    private final ObjectStore results;
    private final int threads;

    /**
     * Makes a reader of the kept logits.
     *
     * @param threads that share the work on a case
     */
    public KeptLogits(ObjectStore results, int threads) {
        this.results = results;
        this.threads = threads;
    }

    @Override
    public boolean isThere(FoldId fold, String caseId) {
        return results.exists(ObjectKeys.keptLogits(fold, caseId));
    }

    @Override
    public LabelVolume predict(StoredVersion version, List<FoldId> folds, String caseId) {
        return new EnsembleRestorer(version.manifest().labels(), threads)
                .restore(folds.stream()
                        .map(fold -> member(version, fold, caseId))
                        .toList());
    }

    private Member member(StoredVersion version, FoldId fold, String caseId) {
        String dataset = fold.dataset();
        String parametersId = version.configuration(fold.configuration()).parametersId();
        PreprocessingParameters parameters = Json.read(
                results.bytes(ObjectKeys.preprocessingParameters(dataset, parametersId)),
                PreprocessingParameters.class);
        CaseFiles files = version.trainingCase(caseId);
        CaseProperties properties =
                Json.read(results.bytes(ObjectKeys.properties(dataset, parametersId, files)), CaseProperties.class);
        return new Member(
                new PredictionRestorer(
                        parameters,
                        version.plans().configuration(fold.configuration()).probabilitiesResampling(),
                        threads),
                logits(ObjectKeys.keptLogits(fold, caseId)),
                properties);
    }

    private float[] logits(String key) {
        try (InputStream in = Npy.decompressing(results.get(key))) {
            return Npy.read(in).floats();
        } catch (IOException e) {
            throw new UncheckedIOException(key + " cannot be read", e);
        }
    }

    /** Removes what was kept of a version, whose choice is made. */
    public void remove(StoredVersion version) {
        for (FoldId fold : version.folds()) {
            results.list(ObjectKeys.keptLogits(fold)).forEach(object -> results.delete(object.key()));
        }
    }
}

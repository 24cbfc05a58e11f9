package io.nephrite.eval.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.ReplacedException;
import io.nephrite.core.dataset.DatasetManifest;
import io.nephrite.core.event.CaseEvaluated;
import io.nephrite.core.event.CasePredicted;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.Work;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.Step;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.metric.CaseEvaluator;
import io.nephrite.imaging.metric.CaseMetrics;
import io.nephrite.imaging.read.CaseReader;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.List;

/** Compares one prediction with the user's own label file, voxel by voxel. Writes metrics/. Safe to repeat. */
public final class EvaluateCaseStep implements Step<CasePredicted> {
    private final CaseReader references;
    private final CaseReader predictions;
    private final ObjectStore results;
    private final int threads;

    /**
     * Makes the step.
     *
     * @param threads that share the distance transforms of a case
     */
    public EvaluateCaseStep(ObjectStore datasets, ObjectStore results, int threads) {
        this.threads = threads;
        this.references = new CaseReader(datasets);
        this.predictions = new CaseReader(results);
        this.results = results;
    }

    @Override
    public Work work() {
        return Work.EVALUATE_CASE;
    }

    @Override
    public List<Event> handle(CasePredicted event) {
        String key = ObjectKeys.caseMetrics(event.foldId(), event.caseId());
        if (!results.exists(key)) {
            results.putIfAbsent(key, Json.bytes(evaluate(event)));
        }
        return List.of(new CaseEvaluated(
                EventHeader.following(event, "case-evaluated"),
                event.dataset(),
                event.version(),
                event.configuration(),
                event.fold(),
                event.caseId(),
                key));
    }

    private CaseMetrics evaluate(CasePredicted event) {
        StoredVersion version = new StoredVersion(results, event.versionId());
        DatasetManifest manifest = version.manifest();
        CaseFiles files = manifest.trainingCase(event.caseId())
                .filter(f -> f.label().isPresent())
                .orElseThrow(() -> new PipelineException(
                        FailureCode.INVALID_CASE, event.caseId() + ": no label to compare the prediction with"));
        // derived, not read: no event makes this case's figures from another prediction
        String prediction = prediction(event, manifest.predictionEnding());
        LabelVolume predicted = predictions.prediction(event.caseId(), prediction);
        LabelVolume labelled = reference(event, files);
        if (!predicted.shape().equals(labelled.shape())) {
            throw new PipelineException(
                    FailureCode.INVALID_CASE,
                    "%s: prediction has shape %s, label %s; predict again"
                            .formatted(event.caseId(), predicted.shape(), labelled.shape()));
        }
        return new CaseEvaluator(
                        manifest.labels(), version.experiment().measuring().surfaceToleranceMm(), threads)
                .evaluate(prediction, files.label().orElseThrow().key(), predicted, labelled);
    }

    /** Under the dataset's ending; under the usual one where the case was predicted before these were written. */
    private static String prediction(CasePredicted event, String ending) {
        String usual = ObjectKeys.prediction(event.foldId(), event.caseId(), DatasetManifest.USUAL_ENDING);
        return event.predictionKey().equals(usual)
                ? usual
                : ObjectKeys.prediction(event.foldId(), event.caseId(), ending);
    }

    private LabelVolume reference(CasePredicted event, CaseFiles files) {
        try {
            return references.label(files).orElseThrow();
        } catch (ReplacedException e) {
            throw e.of(event.caseId());
        }
    }
}

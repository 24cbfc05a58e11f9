package io.nephrite.trainer.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.ReplacedException;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.ImagePredicted;
import io.nephrite.core.event.ImagePredictionRequested;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.job.Job;
import io.nephrite.core.job.JobHandler;
import io.nephrite.core.job.JobResult;
import io.nephrite.core.job.Lease;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ChosenModel;
import io.nephrite.core.pipeline.ImagePredictionRecord;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.preprocess.MemoryBudget;
import io.nephrite.imaging.preprocess.PredictionEstimate;
import io.nephrite.imaging.read.CaseHeader;
import io.nephrite.imaging.read.CaseReader;
import io.nephrite.imaging.read.LabelFileWriter;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.learning.predict.ModelPredictor;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Predicts an image without reference with what a version has chosen, or with a model of the store. Reads the image,
 * writes below _predictions/ the label map and, last, the document beside it. Safe to repeat.
 */
public final class PredictImageStep implements JobHandler {
    private final ObjectStore datasets;
    private final CaseReader cases;
    private final ObjectStore results;
    private final PredictorSlot predictors;
    private final MemoryBudget memory;
    private final int threads;

    /**
     * Makes the step.
     *
     * @param datasets bucket of the images
     * @param memory that predictions at the same time share
     */
    public PredictImageStep(
            ObjectStore datasets, ObjectStore results, PredictorSlot predictors, MemoryBudget memory, int threads) {
        this.datasets = datasets;
        this.cases = new CaseReader(datasets);
        this.results = results;
        this.predictors = predictors;
        this.memory = memory;
        this.threads = threads;
    }

    @Override
    public JobResult run(Job job, Lease lease) {
        ImagePredictionRequested request = (ImagePredictionRequested) job.cause();
        if (!isDone(results, request)) {
            try {
                StopRequestedException.throwIfAsked(lease);
                predict(request, lease);
            } catch (StopRequestedException e) {
                return JobResult.stopped();
            } catch (ReplacedException e) {
                throw e.of(request.files().caseId());
            }
        }
        return JobResult.finished(List.of(predicted(results, request)));
    }

    /** Whether the same model has predicted the same files under this name. */
    static boolean isDone(ObjectStore results, ImagePredictionRequested request) {
        return modelId(results, request)
                .flatMap(id -> ImagePredictionRecord.find(
                                results, request.model(), request.files().caseId())
                        .filter(made -> made.isOf(id, request.files())))
                .isPresent();
    }

    /** Empty where the version has not chosen one yet. */
    private static Optional<String> modelId(ObjectStore results, ImagePredictionRequested request) {
        return request.isOfStored()
                ? Optional.of(ChosenModel.id(request.versionId()))
                : ChosenModel.find(results, request.versionId()).map(ChosenModel::id);
    }

    /** Of one that is done. */
    static ImagePredicted predicted(ObjectStore results, ImagePredictionRequested request) {
        return new ImagePredicted(
                EventHeader.following(request, "image-predicted"),
                request.dataset(),
                request.version(),
                request.model(),
                request.files().caseId(),
                ImagePredictionRecord.find(
                                results, request.model(), request.files().caseId())
                        .flatMap(ImagePredictionRecord::prediction)
                        .orElseGet(() -> ObjectKeys.imagePrediction(
                                request.model(),
                                request.files().caseId(),
                                new StoredVersion(results, request.versionId())
                                        .manifest()
                                        .predictionEnding())));
    }

    private void predict(ImagePredictionRequested request, Lease lease) {
        ImageModel model = model(request);
        CaseFiles files = request.files();
        CaseHeader header = cases.header(files);
        requireChannels(files, header, model);
        ModelPredictor predictor = model.predictor();
        long budget = memory.bytes();
        PredictionEstimate estimate = predictor.memory(files.caseId(), header, false);
        int planes = estimate.planesWithin(budget);
        memory.within(estimate.of(planes), () -> {
            predict(request, model, predictor, header.first(), planes, lease);
            return Optional.empty();
        });
    }

    private void predict(
            ImagePredictionRequested request,
            ImageModel model,
            ModelPredictor predictor,
            ImageHeader header,
            int planes,
            Lease lease) {
        CaseFiles files = request.files();
        List<String> warnings = new ArrayList<>(ImageCheck.warnings(datasets, files, model));
        ImageVolume image = cases.image(files);
        warnings.addAll(ImageFindings.warnings(image, model));
        ModelPredictor.Prepared prepared = predictor.prepare(files.caseId(), image);
        ModelPredictor.Predicted predicted = predictors.on(() -> {
            StopRequestedException.throwIfAsked(lease);
            return predictor.predict(prepared, planes, done -> StopRequestedException.throwIfAsked(lease));
        });
        write(request, model, header, predictor.restore(predicted), warnings, lease.guard(results));
    }

    private ImageModel model(ImagePredictionRequested request) {
        if (request.isOfStored()) {
            return new StoredNetworks(results, request.dataset(), request.version(), predictors, threads);
        }
        StoredVersion version = new StoredVersion(results, request.versionId());
        ChosenModel chosen = ChosenModel.find(results, version.id())
                .orElseThrow(() -> new PipelineException(
                        FailureCode.INVALID_DATASET,
                        request.files().caseId() + ": version " + version.id().version() + " of "
                                + version.id().dataset()
                                + " has not chosen a model yet; ask again when its folds are evaluated"));
        return new ChosenNetworks(version, chosen, results, predictors, threads);
    }

    private static void requireChannels(CaseFiles files, CaseHeader header, ImageModel model) {
        int expected = model.channels().size();
        if (header.channels() != expected) {
            throw new PipelineException(
                    FailureCode.INVALID_CASE,
                    files.caseId() + ": found " + header.channels() + " channels, expected " + expected + " ("
                            + String.join(", ", model.channels())
                            + "), on which the model was trained; upload all of them");
        }
    }

    /** The document last: where it is, the label map is. */
    private void write(
            ImagePredictionRequested request,
            ImageModel model,
            ImageHeader header,
            LabelVolume labels,
            List<String> warnings,
            ObjectStore guarded) {
        byte[] bytes = LabelFileWriter.bytes(labels, header, model.ending());
        CaseFiles files = request.files();
        String key = ObjectKeys.imagePrediction(request.model(), files.caseId(), model.ending());
        guarded.put(key, bytes);
        guarded.put(
                ObjectKeys.imagePredictionRecord(request.model(), files.caseId()),
                Json.pretty(new ImagePredictionRecord(
                        model.id(),
                        request.dataset(),
                        request.version(),
                        model.configurations(),
                        model.folds(),
                        files.contentId(),
                        files.images().stream().map(StoredFile::key).toList(),
                        files.images().stream().map(StoredFile::etag).toList(),
                        Optional.of(key),
                        HexFormat.of().formatHex(ContentHash.sha256().digest(bytes)),
                        labels.shape(),
                        labels.spacing(),
                        ImageFindings.volumesMl(labels, model.labels()),
                        warnings)));
    }
}

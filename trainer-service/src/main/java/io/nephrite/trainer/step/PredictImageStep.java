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
import io.nephrite.core.job.JobRequest;
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
import io.nephrite.imaging.read.CaseHeader;
import io.nephrite.imaging.read.CaseReader;
import io.nephrite.imaging.read.LabelFileWriter;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;

/**
 * Predicts an image without reference with the model that a version has chosen. Reads the image, writes below
 * _predictions/ the label map and, last, the document beside it. Safe to repeat.
 */
public final class PredictImageStep implements JobHandler {
    private final CaseReader cases;
    private final ObjectStore results;
    private final PredictorSlot predictors;
    private final int threads;

    public PredictImageStep(CaseReader cases, ObjectStore results, PredictorSlot predictors, int threads) {
        this.cases = cases;
        this.results = results;
        this.predictors = predictors;
        this.threads = threads;
    }

    @Override
    public JobResult run(Job job, Lease lease) {
        ImagePredictionRequested request = (ImagePredictionRequested) job.cause();
        if (!isDone(results, request)) {
            try {
                stopIfAsked(lease);
                predict(request, lease);
            } catch (StopRequestedException e) {
                return JobResult.stopped();
            } catch (ReplacedException e) {
                throw new PipelineException(
                        FailureCode.INVALID_CASE, request.files().caseId() + ": " + e.getMessage(), e);
            }
        }
        return JobResult.finished(List.of(predicted(results, request)));
    }

    /** Whether the same model has predicted the same files under this name. */
    static boolean isDone(ObjectStore results, ImagePredictionRequested request) {
        return ChosenModel.find(results, request.versionId())
                .flatMap(chosen -> ImagePredictionRecord.find(
                                results, request.model(), request.files().caseId())
                        .filter(made -> made.isOf(chosen, request.files())))
                .isPresent();
    }

    static ImagePredicted predicted(ObjectStore results, ImagePredictionRequested request) {
        return new ImagePredicted(
                EventHeader.following(request, "image-predicted"),
                request.dataset(),
                request.version(),
                request.model(),
                request.files().caseId(),
                key(results, request));
    }

    /** In the format of the dataset's files. */
    private static String key(ObjectStore results, ImagePredictionRequested request) {
        String ending =
                new StoredVersion(results, request.versionId()).manifest().predictionEnding();
        return ObjectKeys.imagePrediction(request.model(), request.files().caseId(), ending);
    }

    private void predict(ImagePredictionRequested request, Lease lease) {
        StoredVersion version = new StoredVersion(results, request.versionId());
        ChosenModel chosen = ChosenModel.find(results, version.id())
                .orElseThrow(() -> new PipelineException(
                        FailureCode.INVALID_DATASET,
                        request.files().caseId() + ": version " + version.id().version() + " of "
                                + version.id().dataset()
                                + " has not chosen a model yet; ask again when its folds are evaluated"));
        CaseFiles files = request.files();
        CaseHeader header = cases.header(files);
        requireChannels(files, header, version);
        ChosenNetworks networks = new ChosenNetworks(version, chosen, results, predictors, threads);
        networks.memory(files.caseId(), header)
                .requireAtMost(Runtime.getRuntime().maxMemory());
        ImageVolume image = cases.image(files);
        LabelVolume labels = networks.predict(files.caseId(), image, done -> stopIfAsked(lease));
        write(request, version, chosen, header.first(), image, labels, lease.guard(results));
    }

    private static void requireChannels(CaseFiles files, CaseHeader header, StoredVersion version) {
        int expected = version.manifest().channelNames().size();
        if (header.channels() != expected) {
            throw new PipelineException(
                    FailureCode.INVALID_CASE,
                    files.caseId() + ": found " + header.channels() + " channels, expected " + expected + " ("
                            + String.join(", ", version.manifest().channelNames())
                            + "), on which the model was trained; upload all of them");
        }
    }

    /** The document last: where it is, the label map is. */
    private void write(
            ImagePredictionRequested request,
            StoredVersion version,
            ChosenModel chosen,
            ImageHeader header,
            ImageVolume image,
            LabelVolume labels,
            ObjectStore guarded) {
        String ending = version.manifest().predictionEnding();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try {
            LabelFileWriter.write(file, labels, header, ending);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] bytes = file.toByteArray();
        CaseFiles files = request.files();
        guarded.put(key(results, request), bytes);
        guarded.put(
                ObjectKeys.imagePredictionRecord(request.model(), files.caseId()),
                Json.pretty(new ImagePredictionRecord(
                        chosen.id(),
                        request.dataset(),
                        request.version(),
                        chosen.configurations(),
                        chosen.folds(),
                        files.contentId(),
                        files.images().stream().map(StoredFile::key).toList(),
                        files.images().stream().map(StoredFile::etag).toList(),
                        HexFormat.of().formatHex(ContentHash.sha256().digest(bytes)),
                        labels.shape(),
                        labels.spacing(),
                        ImageFindings.volumesMl(labels, version.manifest().labels()),
                        ImageFindings.warnings(image, results, version))));
    }

    /** Between tiles: a large case takes minutes on a CPU, longer than a shutdown waits. */
    private static void stopIfAsked(Lease lease) {
        if (lease.request() != JobRequest.CONTINUE) {
            throw new StopRequestedException();
        }
    }
}

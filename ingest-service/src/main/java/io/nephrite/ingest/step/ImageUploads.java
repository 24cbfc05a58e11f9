package io.nephrite.ingest.step;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.ImagePredictionRequested;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkDelayed;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.identity.Unit;
import io.nephrite.core.model.ImagesToPredict;
import io.nephrite.core.model.NamedModel;
import io.nephrite.core.pipeline.ImagePredictionRecord;
import io.nephrite.core.pipeline.ImageUpload;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Images that somebody uploads for a model to predict: below {@code _predict/<model>/}, named as images of a dataset
 * are. One that has all its channels is asked for. Safe to repeat; thread-safe.
 */
public final class ImageUploads {
    private final ObjectStore datasets;
    private final ObjectStore results;
    private final Set<String> warnedOf = ConcurrentHashMap.newKeySet();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    public ImageUploads(ObjectStore datasets, ObjectStore results) {
        this.datasets = datasets;
        this.results = results;
    }

    /** Whether an object lies where such images do. */
    static boolean isOne(String key) {
        return key.startsWith(ObjectKeys.imagesToPredict());
    }

    /**
     * Asks for the prediction of an image whose last file has come.
     *
     * @return empty where the image lacks a channel, or the object belongs to none
     */
    List<Event> handle(ObjectRecord object) {
        Optional<ImageUpload> upload = ObjectKeys.imageToPredict(object.key());
        if (object.removed()
                || upload.filter(u -> FileNames.isSafeCaseId(u.model())).isEmpty()) {
            return List.of();
        }
        String model = upload.get().model();
        String file = upload.get().file();
        String caseId = FileNames.stem(file);
        Optional<NamedModel> named;
        try {
            named = NamedModel.find(results, model);
        } catch (PipelineException e) {
            return failed(object, model, caseId, e.code(), e.getMessage());
        }
        if (named.isEmpty()) {
            return failed(
                    object,
                    model,
                    caseId,
                    FailureCode.INVALID_MODEL,
                    "there is no model " + model + "; expected " + NamedModel.EXPECTED
                            + "; upload the image again when it is there, or below another name");
        }
        ImagesToPredict images = new ImagesToPredict(datasets, named.get(), model);
        List<ImagePredictionRequested> requests = images.with(file);
        requests.forEach(request -> asked.add(request.header().eventId()));
        List<Fault> faults = requests.isEmpty() ? images.faults(file) : List.of();
        return faults.isEmpty()
                ? List.copyOf(requests)
                : failed(
                        object,
                        model,
                        caseId,
                        FailureCode.INVALID_CASE,
                        faults.stream().map(Fault::sentence).collect(Collectors.joining("\n")));
    }

    /**
     * What a look at the folders finds.
     *
     * @param missed images whose files came without an event that reached this service: those that have all their
     *     channels, were not asked for since it started, and of which there is no prediction; each is asked for once
     * @param delayed images that lack a channel and to which nothing was added for long; each is reported once for the
     *     same files
     */
    public record Found(List<ImagePredictionRequested> missed, List<WorkDelayed> delayed) {}

    /**
     * Looks for images of which no event came. Each folder is listed once.
     *
     * @param missedBefore when the newest file of a missed image came at the latest
     * @param delayedBefore when the newest file of a delayed image came at the latest
     */
    public Found look(Instant missedBefore, Instant delayedBefore) {
        List<ImagePredictionRequested> missed = new ArrayList<>();
        List<WorkDelayed> delayed = new ArrayList<>();
        for (String model : datasets.folders(ObjectKeys.imagesToPredict())) {
            find(model).ifPresent(named -> {
                ImagesToPredict images = new ImagesToPredict(datasets, named, model);
                missed.addAll(missed(images, missedBefore));
                delayed.addAll(delayed(model, images, delayedBefore));
            });
        }
        return new Found(missed, delayed);
    }

    /** Empty also if the name means no usable model; a warning said so when the image came. */
    private Optional<NamedModel> find(String model) {
        try {
            return NamedModel.find(results, model);
        } catch (PipelineException e) {
            if (e.code().kind().isWaitedFor()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private List<ImagePredictionRequested> missed(ImagesToPredict images, Instant before) {
        return images.all().stream()
                .filter(request -> !asked.contains(request.header().eventId()))
                .filter(request -> images.newest(request.files().caseId())
                        .filter(came -> came.isBefore(before))
                        .isPresent())
                .filter(request -> asked.add(request.header().eventId()) && !isPredicted(request))
                .toList();
    }

    private boolean isPredicted(ImagePredictionRequested request) {
        return ImagePredictionRecord.find(
                        results, request.model(), request.files().caseId())
                .filter(made -> made.contentId().equals(request.files().contentId()))
                .isPresent();
    }

    private List<WorkDelayed> delayed(String model, ImagesToPredict images, Instant before) {
        List<WorkDelayed> delayed = new ArrayList<>();
        images.incomplete().forEach((caseId, faults) -> {
            Optional<Instant> since = images.newest(caseId);
            if (since.isPresent() && since.get().isBefore(before) && warnedOf.add(model + "/" + caseId + since.get())) {
                delayed.add(WorkDelayed.of(
                        EventHeader.root(
                                "image-delayed", model, caseId, since.get().toString()),
                        Optional.empty(),
                        Work.REQUEST_IMAGE_PREDICTION,
                        new Unit.OfCase(model, caseId),
                        since.get(),
                        faults.stream().map(Fault::sentence).collect(Collectors.joining("\n"))));
            }
        });
        return delayed;
    }

    private static List<Event> failed(
            ObjectRecord object, String model, String caseId, FailureCode code, String reason) {
        return FileNames.isSafeCaseId(caseId)
                ? List.of(WorkFailed.of(
                        EventHeader.root("image-without-model", object.key(), object.etag()),
                        Optional.empty(),
                        Work.REQUEST_IMAGE_PREDICTION,
                        new Unit.OfCase(model, caseId),
                        code,
                        object.key() + ": " + reason))
                : List.of();
    }
}

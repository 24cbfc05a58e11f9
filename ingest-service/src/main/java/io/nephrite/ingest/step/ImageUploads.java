package io.nephrite.ingest.step;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.ImagePredictionRequested;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.identity.Unit;
import io.nephrite.core.model.ImagesToPredict;
import io.nephrite.core.model.NamedModel;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Images that somebody uploads for a model to predict: below {@code _predict/<model>/}, named as images of a dataset are.
 * One that has all its channels is asked for. Safe to repeat.
 */
public final class ImageUploads {
    private final ObjectStore datasets;
    private final ObjectStore results;

    public ImageUploads(ObjectStore datasets, ObjectStore results) {
        this.datasets = datasets;
        this.results = results;
    }

    /** Whether an object lies where such images do. */
    static boolean isOne(String key) {
        return key.startsWith(ObjectKeys.imagesToPredict());
    }

    /** @return empty where the image lacks a channel, or the object belongs to none */
    List<Event> handle(ObjectRecord object) {
        String[] path =
                object.key().substring(ObjectKeys.imagesToPredict().length()).split("/", -1);
        if (object.removed() || path.length != 2 || !FileNames.isSafeCaseId(path[0]) || path[1].isEmpty()) {
            return List.of();
        }
        String model = path[0];
        String caseId = FileNames.stem(path[1]);
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
        List<ImagePredictionRequested> requests = images.with(path[1]);
        List<Fault> faults = requests.isEmpty() ? images.faults(path[1]) : List.of();
        return faults.isEmpty()
                ? List.copyOf(requests)
                : failed(
                        object,
                        model,
                        caseId,
                        FailureCode.INVALID_CASE,
                        faults.stream().map(Fault::sentence).collect(Collectors.joining("\n")));
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

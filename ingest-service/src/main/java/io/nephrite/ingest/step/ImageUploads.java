package io.nephrite.ingest.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.dataset.layout.ImageFolder;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.ImagePredictionRequested;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.identity.Unit;
import io.nephrite.core.pipeline.ChosenModel;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
        Optional<ChosenModel> chosen = ChosenModel.find(results, model);
        if (chosen.isEmpty()) {
            String caseId = FileNames.stem(path[1]);
            return FileNames.isSafeCaseId(caseId) ? List.of(unknown(object, model, caseId)) : List.of();
        }
        String folder = ObjectKeys.imagesToPredict(model);
        List<StoredFile> files = datasets.list(folder).stream()
                .map(info -> new StoredFile(info.key().substring(folder.length()), info.size(), info.etag()))
                .toList();
        List<String> channels =
                new StoredVersion(results, chosen.get().version()).manifest().channelNames();
        return ImageFolder.of(files, channels).cases().stream()
                .filter(image ->
                        image.all().stream().anyMatch(file -> file.key().equals(path[1])))
                .map(image -> inFolder(image, folder))
                .<Event>map(image -> new ImagePredictionRequested(
                        EventHeader.root("image-prediction-requested", model, image.caseId(), image.contentId()),
                        chosen.get().version().dataset(),
                        chosen.get().version().version(),
                        model,
                        image))
                .toList();
    }

    private static CaseFiles inFolder(CaseFiles image, String folder) {
        return CaseFiles.of(
                image.caseId(),
                inFolder(image.images().stream(), folder),
                Optional.empty(),
                inFolder(image.companions().stream(), folder),
                "");
    }

    private static List<StoredFile> inFolder(Stream<StoredFile> files, String folder) {
        return files.map(file -> new StoredFile(folder + file.key(), file.size(), file.etag()))
                .toList();
    }

    private static WorkFailed unknown(ObjectRecord object, String model, String caseId) {
        return WorkFailed.of(
                EventHeader.root("image-without-model", object.key(), object.etag()),
                Optional.empty(),
                Work.REQUEST_IMAGE_PREDICTION,
                new Unit.OfCase(model, caseId),
                FailureCode.INVALID_DATASET,
                object.key() + ": there is no model " + model
                        + "; expected a dataset whose newest version has chosen what predicts, or <dataset>.<version>;"
                        + " upload the image again when it has, or below another name");
    }
}

package io.nephrite.core.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.identity.Unit;
import java.util.Optional;

/**
 * Asks for the prediction of an image that has no reference: a test image of the dataset, or one that was uploaded to
 * be predicted.
 *
 * @param dataset that the model was trained on
 * @param version of it that has chosen what predicts; of a model of the store its id
 * @param model as whoever asks names it; its predictions lie below this name
 * @param files of the image, in the bucket of uploads: below the dataset, or below the model's folder
 * @param storedModel id of the model of the store that is meant; absent: what the version has chosen
 */
public record ImagePredictionRequested(
        EventHeader header, String dataset, String version, String model, CaseFiles files, Optional<String> storedModel)
        implements VersionEvent {
    /** What the keys of images begin with that are uploaded to be predicted. */
    public static final String UPLOADS = "_predict/";

    /** Of what the version has chosen. */
    public ImagePredictionRequested(EventHeader header, String dataset, String version, String model, CaseFiles files) {
        this(header, dataset, version, model, files, Optional.empty());
    }

    /** Whether a model of the store is meant. */
    @JsonIgnore
    public boolean isOfStored() {
        return storedModel.isPresent();
    }

    /** Where the image may lie; ends in a slash. */
    @JsonIgnore
    public String folder() {
        String uploads = UPLOADS + model + "/";
        return files.images().get(0).key().startsWith(uploads) ? uploads : dataset + "/";
    }

    @Override
    public String partitionKey() {
        return dataset + "/" + files.caseId();
    }

    @Override
    public Unit unit() {
        return new Unit.OfCase(dataset, files.caseId());
    }
}

package io.nephrite.eval.viewer;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.core.event.ImagePredictionRequested;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.model.ImagesToPredict;
import io.nephrite.core.model.ModelManifest;
import io.nephrite.core.model.NamedModel;
import io.nephrite.core.model.StoredModels;
import io.nephrite.core.pipeline.ImagePredictionRecord;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.viewer.CaseView.PredictionOfCase;
import io.nephrite.eval.viewer.CaseViewer.NoSuchCaseException;
import io.nephrite.eval.viewer.CaseViewer.Voxel;
import io.nephrite.imaging.picture.AnatomicalPlane;
import io.nephrite.imaging.picture.LabelColors;
import io.nephrite.imaging.read.CaseReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.ShortType;

/**
 * Shows images that were sent to a model, and what it has predicted of them, slice by slice. Reads the store and nothing
 * else. Thread-safe. Throws what {@link CaseViewer} throws.
 */
public final class ImageViewer {
    private final ObjectStore datasets;
    private final ObjectStore results;
    private final CaseReader reader;
    private final MappedVolumes volumes;

    /** Shares the volumes that the other keeps. */
    public ImageViewer(ObjectStore datasets, ObjectStore results, CaseViewer cases) {
        this.datasets = datasets;
        this.results = results;
        this.reader = new CaseReader(datasets);
        this.volumes = cases.volumes();
    }

    /**
     * An image of a model, as its files are now.
     *
     * @param model as the request names it, whose folder the image lies in
     * @throws NoSuchCaseException where there is no such image, or it lacks a channel
     */
    public Sent open(NamedModel named, String model, String caseId) {
        CaseFiles files = new ImagesToPredict(datasets, named, model)
                .of(caseId)
                .map(ImagePredictionRequested::files)
                .orElseThrow(() -> new NoSuchCaseException("model " + model + " was sent no image " + caseId
                        + " with all of its channels (" + String.join(", ", named.channels()) + ")"));
        return new Sent(named, model, new ViewedImage(files, reader.header(files)));
    }

    /** An image that was sent to a model. */
    public final class Sent {
        private final NamedModel named;
        private final String model;
        private final ViewedImage image;

        private Sent(NamedModel named, String model, ViewedImage image) {
            this.named = named;
            this.model = model;
            this.image = image;
        }

        public CaseView view() {
            return CaseView.of(
                    new CaseView.Subject(
                            named.dataset(),
                            named.version(),
                            image.files().caseId(),
                            named.channels(),
                            ImageViewer.this.labels(named),
                            List.of()),
                    image.header(),
                    image.percentiles(volumes),
                    false,
                    made().isPresent() ? List.of(new PredictionOfCase(model, "", Map.of())) : List.of());
        }

        public byte[] slice(AnatomicalPlane plane, int index, int channel, double low, double high) {
            return image.grey(volumes, plane, index, channel, low, high);
        }

        /**
         * Draws the predicted labels of a slice.
         *
         * @return empty where nothing is predicted yet
         */
        public Optional<byte[]> labels(AnatomicalPlane plane, int index, boolean outline) {
            return prediction().map(volume -> image.colored(volume, plane, index, outline, LabelColors::argbOf));
        }

        public Voxel voxel(int channel, int x, int y, int z) {
            return new Voxel(
                    image.value(volumes, channel, x, y, z),
                    OptionalInt.empty(),
                    prediction()
                            .map(labels -> OptionalInt.of(labels.getAt(x, y, z).get()))
                            .orElse(OptionalInt.empty()));
        }

        /** Of the very files that are there now. */
        private Optional<ImagePredictionRecord> made() {
            return ImagePredictionRecord.find(results, model, image.files().caseId())
                    .filter(made -> made.contentId().equals(image.files().contentId()));
        }

        private Optional<RandomAccessibleInterval<ShortType>> prediction() {
            return made().flatMap(ImagePredictionRecord::prediction)
                    .flatMap(key -> volumes.prediction(image.files().caseId(), key));
        }
    }

    private LabelMap labels(NamedModel named) {
        if (!named.isStored()) {
            return new StoredVersion(results, new VersionId(named.dataset(), named.version()))
                    .manifest()
                    .labels();
        }
        StoredModels models = new StoredModels(results);
        StoredModels.Entry entry = models.find(named.dataset(), named.version())
                .orElseThrow(() -> new NoSuchCaseException("the model " + named.version() + " was deleted"));
        return DescriptionReader.withoutCases(models.document(entry, ModelManifest.DATASET_JSON))
                .labels();
    }
}

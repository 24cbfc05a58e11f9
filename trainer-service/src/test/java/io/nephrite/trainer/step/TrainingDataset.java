package io.nephrite.trainer.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.event.PredictionRequested;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.nifti.NiftiWriter;
import io.nephrite.imaging.preprocess.CasePreprocessor;
import io.nephrite.imaging.preprocess.CaseProperties;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.PlannedDataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Four preprocessed cases of (10, 20, 20) voxels, a bright box of label 1 and a brighter one of label 2 in each. */
public final class TrainingDataset {
    static final String DATASET = EventExamples.DATASET;
    static final String VERSION = EventExamples.VERSION;
    static final Shape3 SHAPE = new Shape3(10, 20, 20);

    private static final Spacing SPACING = new Spacing(2, 1, 1);

    final InMemoryObjectStore datasets = new InMemoryObjectStore();
    final InMemoryObjectStore results = new InMemoryObjectStore();
    final PlannedDataset planned;

    public TrainingDataset() {
        this(LabelMap.of("background", "kidney", "tumor"));
    }

    /** @param labels of the values 1 and 2 */
    TrainingDataset(LabelMap labels) {
        planned = PlannedDataset.write(
                results,
                4,
                labels,
                Milestone.REPORT,
                "{\"folds\": [0, 1], \"training\": {\"epochs\": 2, \"iterationsPerEpoch\": 2,"
                        + " \"validationIterationsPerEpoch\": 1, \"augmentation\": \"none\"},"
                        + " \"prediction\": {\"mirroring\": false}}");
        planned.manifest().training().forEach(files -> preprocess(files, planned.parameters()));
    }

    /** Plans 3d_lowres and 3d_cascade_fullres in place of 3d_fullres, and preprocesses the cases for both. */
    void planCascade() {
        planned.planCascade();
        StoredVersion version = new StoredVersion(results, new VersionId(DATASET, VERSION));
        String lowres = version.configuration(PlannedDataset.LOWRES).parametersId();
        PreprocessingParameters parameters = Json.read(
                results.bytes(ObjectKeys.preprocessingParameters(DATASET, lowres)), PreprocessingParameters.class);
        version.manifest().training().forEach(files -> preprocess(files, parameters));
    }

    private void preprocess(CaseFiles files, PreprocessingParameters parameters) {
        float[] image = new float[(int) SHAPE.voxels()];
        byte[] labels = new byte[image.length];
        int number = files.caseId().charAt(files.caseId().length() - 1);
        for (int i = 0; i < image.length; i++) {
            int y = i / 20 % 20;
            image[i] = 1 + (i + number) % 7 + (y >= 5 && y < 10 ? 50 : y >= 10 && y < 14 ? 100 : 0);
            labels[i] = (byte) (y >= 5 && y < 10 ? 1 : y >= 10 && y < 14 ? 2 : 0);
        }
        ImageVolume volume = new ImageVolume(image, 1, SHAPE, SPACING);
        planned.upload(datasets, files.images().get(0).key(), nifti(volume));
        PreprocessedCase made = new CasePreprocessor(parameters, 1)
                .preprocess(files.caseId(), volume, Optional.of(new LabelVolume(labels, SHAPE, SPACING)));
        String id = parameters.id();
        Shape3 s = made.shape();
        PackedVolume.put(results, ObjectKeys.image(DATASET, id, files), made.image(), 1, s.z(), s.y(), s.x());
        PackedVolume.put(
                results, ObjectKeys.segmentation(DATASET, id, files), made.segmentation(), 1, s.z(), s.y(), s.x());
        CaseProperties properties = made.properties();
        results.put(ObjectKeys.properties(DATASET, id, files), Json.bytes(properties));
    }

    /** The same cases and plans in another version, with another experiment. @return the version */
    String again(String version, byte[] experiment) {
        String from = ObjectKeys.results(new VersionId(DATASET, VERSION));
        String to = ObjectKeys.results(new VersionId(DATASET, version));
        for (ObjectInfo document : results.list(from)) {
            String name = document.key().substring(from.length());
            if (!name.contains("/")) {
                results.put(to + name, results.bytes(document.key()));
            }
        }
        VersionId id = new VersionId(DATASET, version);
        results.put(ObjectKeys.experiment(id), experiment);
        results.put(ObjectKeys.manifest(id), Json.bytes(planned.manifest().withVersion(version)));
        return version;
    }

    public ObjectStore results() {
        return results;
    }

    public TrainingRequested training(String fold) {
        return training(fold, VERSION, "training" + fold);
    }

    TrainingRequested training(String fold, String version, String trainingId) {
        return new TrainingRequested(
                EventExamples.header("training " + trainingId),
                DATASET,
                version,
                PlannedDataset.CONFIGURATION,
                fold,
                trainingId);
    }

    PredictionRequested prediction(String fold, String caseId) {
        return prediction(fold, caseId, Optional.empty());
    }

    PredictionRequested prediction(String fold, String caseId, Optional<String> ending) {
        return new PredictionRequested(
                EventExamples.header("prediction " + caseId + ending),
                DATASET,
                VERSION,
                PlannedDataset.CONFIGURATION,
                fold,
                caseId,
                ending);
    }

    private static byte[] nifti(ImageVolume volume) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            NiftiWriter.writeImage(out, volume, NiftiHeader.of(SHAPE, 1, StoredType.INT16, Affine.of(new double[][] {
                {1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 2, 0}
            })));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}

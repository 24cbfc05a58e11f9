package io.nephrite.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.core.event.ConfigurationSelected;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.ImagePredicted;
import io.nephrite.core.event.ImagePredictionRequested;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.fingerprint.DatasetFingerprint;
import io.nephrite.core.fingerprint.IntensityProperties;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.geometry.Spacing;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.job.JobQueue;
import io.nephrite.core.job.JobWorker;
import io.nephrite.core.job.WorkerId;
import io.nephrite.core.json.Json;
import io.nephrite.core.model.StoredModels;
import io.nephrite.core.pipeline.ChosenModel;
import io.nephrite.core.pipeline.ImagePredictionRecord;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.selection.Selection;
import io.nephrite.core.store.FolderObjectStore;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.nifti.NiftiWriter;
import io.nephrite.imaging.preprocess.MemoryBudget;
import io.nephrite.imaging.read.FileImage;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.model.Model;
import io.nephrite.learning.model.ModelWriter;
import io.nephrite.learning.model.TrainedConfiguration;
import io.nephrite.learning.model.TrainedFold;
import io.nephrite.learning.train.FoldTrainer;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.NoPause;
import io.nephrite.testkit.PlannedDataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images without reference, with real networks of a few thousand weights of two folds. */
class PredictImageStepTest {
    private final TrainingDataset dataset = new TrainingDataset();
    private final VersionId id = new VersionId(TrainingDataset.DATASET, TrainingDataset.VERSION);
    private final String model = ChosenModel.id(id);
    private final List<Event> published = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private PredictorSlot predictors;
    private JobWorker worker;

    @TempDir
    Path cacheFolder;

    @BeforeEach
    void train() {
        VolumeCache cache = new VolumeCache(dataset.results, cacheFolder, 1 << 20, Clock.systemUTC());
        predictors = new PredictorSlot(dataset.results, () -> TorchDevice.CPU, 1);
        worker = new JobWorker(
                new JobQueue(dataset.results, "trainer", Duration.ofSeconds(60), System::nanoTime),
                new WorkerId("a", "1"),
                Map.of(
                        "training-requested",
                        new TrainFoldStep(
                                dataset.results,
                                cache,
                                () -> new FoldTrainer(TorchDevice.CPU, 1, Clock.systemUTC()),
                                event -> {},
                                warning -> {},
                                new NoPause()),
                        "image-prediction-requested",
                        new PredictImageStep(
                                dataset.datasets, dataset.results, predictors, new MemoryBudget(1 << 30), 1)),
                new RecordedJobs(published, failures),
                3,
                new NoPause(),
                name -> Optional.empty());
        RequestTrainingStep request = new RequestTrainingStep(dataset.results, worker::submit);
        for (TrainingRequested training : List.of(dataset.training("0"), dataset.training("1"))) {
            request.handle(training);
            worker.runNext();
        }
        dataset.results.put(
                ObjectKeys.datasetFingerprint(id),
                Json.bytes(new DatasetFingerprint(
                        Map.of(), 1, List.of(TrainingDataset.SHAPE), List.of(new Spacing(2, 1, 1)))));
        choose(List.of());
        published.clear();
    }

    @AfterEach
    void free() {
        predictors.close();
    }

    private void choose(List<List<Integer>> filters) {
        dataset.results.put(
                ObjectKeys.selection(id),
                Json.bytes(new Selection(
                        List.of(PlannedDataset.CONFIGURATION),
                        List.of("0", "1"),
                        List.of(),
                        filters,
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        "",
                        List.of())));
    }

    private CaseFiles image(String caseId, String key) {
        StoredVersion version = new StoredVersion(dataset.results, id);
        dataset.datasets.put(
                key,
                dataset.datasets.bytes(
                        version.trainingCase("case_00001").images().get(0).key()));
        return CaseFiles.of(
                caseId,
                List.of(new StoredFile(
                        key, 1, dataset.datasets.stat(key).orElseThrow().etag())),
                Optional.empty(),
                "");
    }

    private ImagePredictionRequested request(String name, CaseFiles files) {
        return new ImagePredictionRequested(
                EventExamples.header("image " + name + files.caseId()), id.dataset(), id.version(), name, files);
    }

    private List<Event> ask(ImagePredictionRequested request) {
        List<Event> at = new RequestImagePredictionStep(dataset.results, worker::submit).handle(request);
        worker.runNext();
        return at;
    }

    @Test
    void predictsAnUploadedImageOnItsOwnGridAndSaysWhatItHolds() {
        CaseFiles files = image("new_1", ObjectKeys.imagesToPredict(model) + "new_1_0000.nii.gz");

        assertThat(ask(request(model, files))).isEmpty();

        assertThat(failures).isEmpty();
        ImagePredicted predicted = (ImagePredicted) published.get(0);
        assertThat(predicted.prediction()).isEqualTo("_predictions/" + model + "/new_1.nii.gz");
        LabelVolume labels =
                ImageFileReader.readLabel(dataset.results.get(predicted.prediction()), predicted.prediction());
        assertThat(labels.shape()).isEqualTo(TrainingDataset.SHAPE);
        ImagePredictionRecord made =
                ImagePredictionRecord.find(dataset.results, model, "new_1").orElseThrow();
        assertThat(made.folds()).containsExactly("0", "1");
        assertThat(made.shape()).isEqualTo(new Shape3(10, 20, 20));
        long kidney = 0;
        for (int i = 0; i < labels.voxels().length(); i++) {
            kidney += labels.voxels().get(i) == 1 ? 1 : 0;
        }
        // voxels of 2 mm3
        assertThat(made.volumesMl().get("kidney")).isEqualTo(kidney * 2 / 1000.0);
        assertThat(made.warnings()).isEmpty();
    }

    /** One voxel that is no number would make the whole map background. */
    @Test
    void predictsNothingOfAnImageThatIngestWouldRefuse() {
        String key = ObjectKeys.imagesToPredict(model) + "nan_0000.nii.gz";
        CaseFiles sound = image("sound", ObjectKeys.imagesToPredict(model) + "sound_0000.nii.gz");
        FileImage read = ImageFileReader.readImage(
                dataset.datasets.get(sound.images().get(0).key()), key);
        float[] voxels = read.volume().voxels().clone();
        voxels[7] = Float.NaN;
        NiftiHeader header = NiftiHeader.of(
                read.volume().shape(), 1, StoredType.FLOAT32, read.header().affine());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            NiftiWriter.writeImage(
                    out,
                    new ImageVolume(
                            voxels, 1, read.volume().shape(), read.volume().spacing()),
                    header);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        dataset.datasets.put(key, out.toByteArray());
        CaseFiles nan = CaseFiles.of(
                "nan",
                List.of(new StoredFile(
                        key,
                        out.size(),
                        dataset.datasets.stat(key).orElseThrow().etag())),
                Optional.empty(),
                "");

        ask(request(model, nan));

        assertThat(published).isEmpty();
        assertThat(failures).singleElement().asString().contains("VOXELS_NOT_FINITE");
        assertThat(ImagePredictionRecord.find(dataset.results, model, "nan")).isEmpty();
    }

    @Test
    void predictsWithAModelOfTheStoreAsTheVersionThatItWasMadeOf() throws IOException {
        choose(List.of());
        CaseFiles files = image("new_1", ObjectKeys.imagesToPredict(model) + "new_1_0000.nii.gz");
        ask(request(model, files));
        byte[] chosen = dataset.results.bytes(((ImagePredicted) published.get(0)).prediction());
        String stored = store();
        CaseFiles same = image("new_1", ObjectKeys.imagesToPredict(stored) + "new_1_0000.nii.gz");
        ImagePredictionRequested request = new ImagePredictionRequested(
                EventExamples.header("stored"), id.dataset(), stored, stored, same, Optional.of(stored));

        assertThat(ask(request)).isEmpty();

        assertThat(failures).isEmpty();
        ImagePredicted predicted = (ImagePredicted) published.get(1);
        assertThat(predicted.prediction()).isEqualTo("_predictions/" + stored + "/new_1.nii.gz");
        assertThat(dataset.results.bytes(predicted.prediction())).isEqualTo(chosen);
        assertThat(ImagePredictionRecord.find(dataset.results, stored, "new_1")
                        .orElseThrow()
                        .model())
                .isEqualTo(id.dataset() + "." + stored);
        assertThat(ask(request)).as("not computed again").containsExactly(predicted);
    }

    @Test
    void refusesAModelOfTheStoreWhoseWeightsAreNotItsOwn() throws IOException {
        String stored = store();
        String document = ObjectKeys.modelFile(
                id.dataset(), stored, PlannedDataset.CONFIGURATION + "/fold_0/checkpoint_final.json");
        dataset.results.put(document, "{}".getBytes(StandardCharsets.UTF_8));
        CaseFiles files = image("new_1", ObjectKeys.imagesToPredict(stored) + "new_1_0000.nii.gz");

        ask(new ImagePredictionRequested(
                EventExamples.header("stored"), id.dataset(), stored, stored, files, Optional.of(stored)));

        assertThat(failures).singleElement().asString().contains(document, "SHA-256");
    }

    /** Puts the two folds into the store as a model. */
    private String store() throws IOException {
        StoredVersion version = new StoredVersion(dataset.results, id);
        List<TrainedFold> folds = List.of("0", "1").stream()
                .map(fold -> new TrainedFold(
                        fold,
                        () -> new CheckpointStore(
                                        dataset.results, ObjectKeys.fold(id.fold(PlannedDataset.CONFIGURATION, fold)))
                                .read(CheckpointStore.Kind.FINAL)))
                .toList();
        Model made = new Model(
                "a test",
                id.dataset(),
                version.plans(),
                DescriptionReader.withoutCases(Json.bytes(version.manifest().toNnunet())),
                version.experiment(),
                List.of(new TrainedConfiguration(PlannedDataset.CONFIGURATION, folds)),
                Map.of(),
                List.of());
        ModelWriter.write(made, Optional.empty(), Optional.empty(), Optional.empty(), cacheFolder.resolve("model"));
        return new StoredModels(dataset.results)
                .put(new FolderObjectStore(cacheFolder.resolve("model")))
                .id();
    }

    @Test
    void warnsOfAnImageThatIsFarFromTheTrainingCases() {
        dataset.results.put(
                ObjectKeys.datasetFingerprint(id),
                Json.bytes(new DatasetFingerprint(
                        Map.of("0", new IntensityProperties(2e-3, 1e-3, 1e-3, 0, 5e-4, 1.5e-3, 1e-3)),
                        1,
                        List.of(TrainingDataset.SHAPE),
                        List.of(new Spacing(9, 1, 1)))));
        CaseFiles files = image("bright", ObjectKeys.imagesToPredict(model) + "bright_0000.nii.gz");

        ask(request(model, files));

        assertThat(ImagePredictionRecord.find(dataset.results, model, "bright")
                        .orElseThrow()
                        .warnings())
                .anyMatch(w ->
                        w.startsWith("the spacing along z is 2.000 mm, in the training cases it is 9.000 to 9.000"))
                .anyMatch(w ->
                        w.contains("of channel 0 are above") || w.contains("every voxel of channel 0 is brighter"));
    }

    @Test
    void doesNotComputeTheSameImageAgain() {
        CaseFiles files = image("new_1", ObjectKeys.imagesToPredict(model) + "new_1_0000.nii.gz");
        ask(request(model, files));
        Event first = published.get(0);
        published.clear();

        assertThat(ask(request(model, files))).containsExactly(first);
        assertThat(published).isEmpty();

        // the same name for other files
        CaseFiles others = new CaseFiles("new_1", "other", files.images(), Optional.empty());
        assertThat(ask(request(model, others))).isEmpty();
        assertThat(published).hasSize(1);
    }

    @Test
    void findsTheNewestChoiceByTheNameOfTheDataset() {
        assertThat(ChosenModel.find(dataset.results, id.dataset()))
                .isEqualTo(ChosenModel.find(dataset.results, model))
                .isPresent();
        dataset.results.delete(ObjectKeys.selection(id));
        assertThat(ChosenModel.find(dataset.results, id.dataset())).isEmpty();
        assertThat(ChosenModel.find(dataset.results, "nobody.knows")).isEmpty();
    }

    @Test
    void namesWhatABadImageLacksAndDoesTheNext() {
        CaseFiles good = image("good", ObjectKeys.imagesToPredict(model) + "good_0000.nii.gz");
        CaseFiles two = new CaseFiles(
                "two", "two", List.of(good.images().get(0), good.images().get(0)), Optional.empty());
        ask(request(model, two));
        assertThat(failures).singleElement().asString().contains("two: found 2 channels, expected 1 (MR)");
        failures.clear();
        ask(request(model, good));
        assertThat(failures).isEmpty();
        assertThat(published).hasSize(1);
    }

    @Test
    void asksForTheTestImagesWhenAModelIsChosen() {
        CaseFiles test = image("test_1", TrainingDataset.DATASET + "/imagesTs/test_1_0000.nii.gz");
        ObjectNode manifest = (ObjectNode) Json.tree(dataset.results.bytes(ObjectKeys.manifest(id)));
        manifest.set("test", Json.mapper().valueToTree(List.of(test)));
        dataset.results.put(ObjectKeys.manifest(id), Json.bytes(manifest));
        StoredVersion version = new StoredVersion(dataset.results, id);
        assertThat(version.missingTestPredictions()).containsExactly(test);

        List<Event> asked = new RequestTestPredictionsStep(dataset.results)
                .handle(new ConfigurationSelected(
                        EventExamples.header("selected"),
                        id.dataset(),
                        id.version(),
                        List.of(PlannedDataset.CONFIGURATION),
                        ObjectKeys.selection(id)));
        ask((ImagePredictionRequested) asked.get(0));

        assertThat(failures).isEmpty();
        assertThat(version.missingTestPredictions()).isEmpty();
    }
}

package io.nephrite.trainer.step;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withPrecision;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.Label;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.core.event.CasePredicted;
import io.nephrite.core.event.EpochCompleted;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.FoldTrained;
import io.nephrite.core.event.PredictionRequested;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.experiment.TrainingSettings;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.job.Job;
import io.nephrite.core.job.JobQueue;
import io.nephrite.core.job.JobWorker;
import io.nephrite.core.job.TrainerJobs;
import io.nephrite.core.job.WorkerId;
import io.nephrite.core.json.Json;
import io.nephrite.core.lineage.TrainingLineage;
import io.nephrite.core.model.StoredModels;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.FolderObjectStore;
import io.nephrite.core.store.ForwardingObjectStore;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.preprocess.MemoryBudget;
import io.nephrite.imaging.read.CaseReader;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.learning.checkpoint.Checkpoint;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.checkpoint.ModelDescription;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.loss.TargetScheme;
import io.nephrite.learning.model.Model;
import io.nephrite.learning.model.ModelReader;
import io.nephrite.learning.model.ModelWriter;
import io.nephrite.learning.model.NnunetExport;
import io.nephrite.learning.model.TrainedConfiguration;
import io.nephrite.learning.model.TrainedFold;
import io.nephrite.learning.network.Tensor;
import io.nephrite.learning.network.WeightInitializer;
import io.nephrite.learning.train.FoldTrainer;
import io.nephrite.testkit.NoPause;
import io.nephrite.testkit.PlannedDataset;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trainer's work from request to prediction, with a real network of a few thousand weights. */
class TrainerStepsTest {
    private TrainingDataset dataset = new TrainingDataset();
    private final List<Event> progress = new ArrayList<>();
    private final List<Event> published = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private Consumer<String> read = key -> {};
    private PredictorSlot predictors;
    private JobWorker worker;

    @TempDir
    Path cacheFolder;

    @BeforeEach
    void work() {
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
                                progress::add,
                                warning -> {},
                                new NoPause()),
                        "prediction-requested",
                        new PredictCaseStep(
                                new CaseReader(dataset.datasets),
                                new Watched(dataset.results),
                                cache,
                                predictors,
                                new MemoryBudget(1 << 30),
                                1)),
                new RecordedJobs(published, failures),
                3,
                new NoPause(),
                name -> Optional.empty());
    }

    @AfterEach
    void free() {
        predictors.close();
    }

    @Test
    void trainsAFoldAndPredictsItsCasesOnTheirOwnGrid() {
        TrainingRequested request = dataset.training("0");
        RequestTrainingStep requestTraining = new RequestTrainingStep(dataset.results, worker::submit);
        assertThat(requestTraining.handle(request)).isEmpty();
        assertThat(worker.runNext()).isTrue();

        assertThat(failures).isEmpty();
        assertThat(progress).extracting(e -> ((EpochCompleted) e).epoch()).containsExactly(0, 1);
        FoldTrained trained = (FoldTrained) published.get(0);
        String folder = ObjectKeys.fold(new VersionId(TrainingDataset.DATASET, TrainingDataset.VERSION)
                .fold(PlannedDataset.CONFIGURATION, "0"));
        assertThat(dataset.results.list(folder))
                .extracting(ObjectInfo::key)
                .contains(
                        folder + "checkpoint_final.safetensors",
                        folder + "checkpoint_final.json",
                        folder + "checkpoint_best.json",
                        folder + "training_log.txt",
                        folder + "debug.json");
        assertThat(dataset.results.exists(ObjectKeys.training(TrainingDataset.DATASET, "training0")))
                .isTrue();
        // asked again: no job, the same event
        assertThat(requestTraining.handle(request)).containsExactly(trained);

        List<Event> predictions = new RequestPredictionsStep(dataset.results).handle(trained);
        assertThat(predictions)
                .extracting(e -> ((PredictionRequested) e).caseId())
                .containsExactly("case_00000", "case_00002");
        PredictionRequested prediction = (PredictionRequested) predictions.get(0);
        RequestPredictionStep requestPrediction = new RequestPredictionStep(dataset.results, worker::submit);
        assertThat(requestPrediction.handle(prediction)).isEmpty();
        assertThat(worker.runNext()).isTrue();
        assertThat(failures).isEmpty();
        CasePredicted predicted = (CasePredicted) published.get(1);
        LabelVolume labels =
                ImageFileReader.readLabel(dataset.results.get(predicted.predictionKey()), predicted.predictionKey());
        assertThat(labels.shape()).isEqualTo(TrainingDataset.SHAPE);
        assertThat(requestPrediction.handle(prediction)).containsExactly(predicted);
    }

    @Test
    void predictsRegionsAsTheLabelsThatTheyAreExportedAs() {
        predictors.close();
        dataset = new TrainingDataset(new LabelMap(
                List.of(Label.of("background", 0), new Label("kidney and tumor", List.of(1, 2)), Label.of("tumor", 2)),
                List.of(1, 2)));
        work();
        new RequestTrainingStep(dataset.results, worker::submit).handle(dataset.training("0"));
        assertThat(worker.runNext()).isTrue();
        new RequestPredictionStep(dataset.results, worker::submit).handle(dataset.prediction("0", "case_00000"));
        assertThat(worker.runNext()).isTrue();

        assertThat(failures).isEmpty();
        CasePredicted predicted = (CasePredicted) published.get(1);
        LabelVolume labels =
                ImageFileReader.readLabel(dataset.results.get(predicted.predictionKey()), predicted.predictionKey());
        assertThat(labels.shape()).isEqualTo(TrainingDataset.SHAPE);
        assertThat(labels.voxels().int8()).containsOnly(0, 1, 2);

        for (String ending : List.of(".nrrd", ".tif")) {
            new RequestPredictionStep(dataset.results, worker::submit)
                    .handle(dataset.prediction("0", "case_00000", Optional.of(ending)));
            assertThat(worker.runNext()).isTrue();
            String key = ((CasePredicted) published.get(published.size() - 1)).predictionKey();
            assertThat(key).endsWith("validation/case_00000" + ending);
            assertThat(ImageFileReader.readLabel(dataset.results.get(key), key).voxels())
                    .isEqualTo(labels.voxels());
            assertThat(dataset.results.exists(key.replace(".tif", ".json"))).isTrue();
        }
    }

    @Test
    void copiesATrainingThatAnotherVersionHasDone() {
        TrainingRequested request = dataset.training("1");
        String other = ObjectKeys.fold(
                new VersionId(TrainingDataset.DATASET, "earlier").fold(PlannedDataset.CONFIGURATION, "1"));
        dataset.results.put(other + "checkpoint_final.json", new byte[] {1});
        dataset.results.put(other + "validation/case_00001.nii.gz", new byte[] {2});
        dataset.results.put(
                ObjectKeys.training(TrainingDataset.DATASET, "training1"),
                Json.bytes(new FinishedTraining("training1", "earlier", PlannedDataset.CONFIGURATION, "1")));

        new RequestTrainingStep(dataset.results, worker::submit).handle(request);
        assertThat(worker.runNext()).isTrue();

        assertThat(published).singleElement().isInstanceOf(FoldTrained.class);
        assertThat(progress).isEmpty();
        String folder = ObjectKeys.fold(new VersionId(TrainingDataset.DATASET, TrainingDataset.VERSION)
                .fold(PlannedDataset.CONFIGURATION, "1"));
        assertThat(dataset.results.bytes(folder + "checkpoint_final.json")).containsExactly(1);
        assertThat(dataset.results.exists(folder + "validation/case_00001.nii.gz"))
                .isFalse();
    }

    @Test
    void copiesATrainingOverWhatTheVersionHadBegunItself() {
        String earlier = ObjectKeys.fold(
                new VersionId(TrainingDataset.DATASET, "earlier").fold(PlannedDataset.CONFIGURATION, "1"));
        String folder = ObjectKeys.fold(new VersionId(TrainingDataset.DATASET, TrainingDataset.VERSION)
                .fold(PlannedDataset.CONFIGURATION, "1"));
        for (String name : List.of("checkpoint_final.json", "debug.json", "training_log.txt")) {
            dataset.results.put(earlier + name, "whole".getBytes(UTF_8));
        }
        for (String name : List.of("checkpoint_latest/0000000005.json", "checkpoint_best.json", "debug.json")) {
            dataset.results.put(folder + name, "begun".getBytes(UTF_8));
        }
        new FinishedTraining("training1", "earlier", PlannedDataset.CONFIGURATION, "1")
                .copyTo(dataset.training("1"), dataset.results);

        assertThat(dataset.results.list(folder))
                .extracting(file -> file.key().substring(folder.length()))
                .containsExactly("checkpoint_final.json", "debug.json", "training_log.txt");
        assertThat(dataset.results.bytes(folder + "debug.json")).isEqualTo("whole".getBytes(UTF_8));
    }

    @Test
    void refusesToPredictOnTheGridOfAFileThatWasReplaced() {
        new RequestTrainingStep(dataset.results, worker::submit).handle(dataset.training("0"));
        assertThat(worker.runNext()).isTrue();
        dataset.datasets.put(TrainingDataset.DATASET + "/imagesTr/case_00000_0000.nii.gz", "another".getBytes(UTF_8));
        new RequestPredictionStep(dataset.results, worker::submit).handle(dataset.prediction("0", "case_00000"));
        assertThat(worker.runNext()).isTrue();
        assertThat(failures).singleElement(STRING).contains("case_00000", "was replaced since");
    }

    @Test
    void goesOnFromAnEarlierVersionsEndWhereMoreEpochsAreAskedFor() {
        new RequestTrainingStep(dataset.results, worker::submit).handle(dataset.training("0"));
        assertThat(worker.runNext()).isTrue();
        TrainingExtension extension = new TrainingExtension(dataset.datasets, dataset.results);
        assertThatThrownBy(() -> extension.request(TrainingDataset.DATASET, "training0", 3))
                .hasMessageContaining("3d_fullres fold 1");
        new RequestTrainingStep(dataset.results, worker::submit).handle(dataset.training("1"));
        assertThat(worker.runNext()).isTrue();
        progress.clear();

        String key = extension.request(TrainingDataset.DATASET, "training0", 3).orElseThrow();
        assertThat(key).isEqualTo(TrainingDataset.DATASET + "/experiment.json");
        String longer = dataset.again("longer", dataset.datasets.bytes(key));
        new RequestTrainingStep(dataset.results, worker::submit).handle(dataset.training("0", longer, "longer0"));
        assertThat(worker.runNext()).isTrue();

        assertThat(failures).isEmpty();
        assertThat(progress).extracting(e -> ((EpochCompleted) e).epoch()).containsExactly(2);
        assertThat(progress).extracting(e -> ((EpochCompleted) e).epochs()).containsExactly(3);
        assertThat(Json.tree(dataset.datasets.bytes(key)).path("splitsFrom").asText())
                .isEqualTo(TrainingDataset.VERSION);
        TrainingLineage lineage = TrainingLineage.parse(dataset.results.bytes(ObjectKeys.lineage(
                new VersionId(TrainingDataset.DATASET, longer).fold(PlannedDataset.CONFIGURATION, "0"))));
        assertThat(lineage.versions()).containsExactly("longer", TrainingDataset.VERSION);
        assertThat(lineage.distinctCases()).isEqualTo(2);
        String folder =
                ObjectKeys.fold(new VersionId(TrainingDataset.DATASET, longer).fold(PlannedDataset.CONFIGURATION, "0"));
        assertThat(Json.tree(dataset.results.bytes(folder + "debug.json"))
                        .path("trainingCasesHash")
                        .asText())
                .isEqualTo(lineage.trainingCasesHash());
        assertThat(Json.tree(dataset.results.bytes(folder + "checkpoint_final.json"))
                        .at("/model/trainingCasesHash")
                        .asText())
                .isEqualTo(lineage.trainingCasesHash());
    }

    @Test
    void doesNotGoOnWhereAFoldWouldValidateWhatItsWeightsWereTrainedOn() {
        new RequestTrainingStep(dataset.results, worker::submit).handle(dataset.training("0"));
        assertThat(worker.runNext()).isTrue();
        String longer = dataset.again(
                "longer",
                ("{\"folds\": [0], \"continueFrom\": \"" + TrainingDataset.VERSION
                                + "\", \"training\": {\"epochs\": 3}}")
                        .getBytes(UTF_8));
        dataset.results.put(
                ObjectKeys.splits(new VersionId(TrainingDataset.DATASET, longer)),
                "[{\"train\": [\"case_00000\", \"case_00003\"], \"val\": [\"case_00001\", \"case_00002\"]}]"
                        .getBytes(UTF_8));
        new RequestTrainingStep(dataset.results, worker::submit).handle(dataset.training("0", longer, "longer0"));
        assertThat(worker.runNext()).isTrue();
        assertThat(failures)
                .singleElement(STRING)
                .contains("fold 0 would validate 1 case", "case_00001 (trained on in version");
        assertThat(dataset.results.exists(ObjectKeys.training(TrainingDataset.DATASET, "longer0")))
                .isFalse();
    }

    /** An experiment that begins with a model and changes its weights by nothing that can be seen. */
    private static byte[] tuning(String folds, String model) {
        return ("{\"folds\": " + folds + ", \"training\": {\"epochs\": 1, \"iterationsPerEpoch\": 1,"
                        + " \"validationIterationsPerEpoch\": 1, \"augmentation\": \"none\","
                        + " \"initialLearningRate\": 1e-30, \"weightDecay\": 0, \"initialWeights\": \"" + model
                        + "\"}}")
                .getBytes(UTF_8);
    }

    @Test
    void beginsWithTheWeightsOfAModelThatHasNotSeenTheValidationCases() throws IOException {
        new RequestTrainingStep(dataset.results, worker::submit).handle(dataset.training("0"));
        assertThat(worker.runNext()).isTrue();
        String model = storedModel();
        String tuned = dataset.again("tuned", tuning("[0, 1]", model));

        new RequestTrainingStep(dataset.results, worker::submit).handle(dataset.training("0", tuned, "tuned0"));
        assertThat(worker.runNext()).isTrue();

        assertThat(failures).isEmpty();
        String folder =
                ObjectKeys.fold(new VersionId(TrainingDataset.DATASET, tuned).fold(PlannedDataset.CONFIGURATION, "0"));
        String before = ObjectKeys.fold(new VersionId(TrainingDataset.DATASET, TrainingDataset.VERSION)
                .fold(PlannedDataset.CONFIGURATION, "0"));
        assertThat(Json.tree(dataset.results.bytes(folder + "debug.json"))
                        .path("warnings")
                        .toString())
                .contains("begins with", "tensors of model " + model);
        Map<String, Tensor> first = weights(before);
        Map<String, Tensor> last = weights(folder);
        first.forEach((name, tensor) -> {
            if (!name.startsWith("momentum.")) {
                assertThat(last.get(name).floats()).as(name).isEqualTo(tensor.floats());
            }
        });

        new RequestTrainingStep(dataset.results, worker::submit).handle(dataset.training("1", tuned, "tuned1"));
        assertThat(worker.runNext()).isTrue();
        assertThat(failures)
                .singleElement(STRING)
                .contains("/training/initialWeights", "fold 1", "have seen validation cases", "case_00001");
    }

    @Test
    void beginsWithAnImportedModelOfNnunetThatTellsOtherClassesApart() throws IOException {
        StoredVersion version =
                new StoredVersion(dataset.results, new VersionId(TrainingDataset.DATASET, TrainingDataset.VERSION));
        ModelDescription network = ModelDescription.of(
                version.plans().configuration(PlannedDataset.CONFIGURATION),
                1,
                TargetScheme.softmax(4, Optional.empty()),
                TrainingSettings.DEFAULTS,
                Optional.empty());
        Map<String, Tensor> given = WeightInitializer.weights(network.network(), 99, "0");
        String model = importedFromNnunet(version, network, given);
        String tuned = dataset.again("tuned", tuning("[0]", model));

        new RequestTrainingStep(dataset.results, worker::submit).handle(dataset.training("0", tuned, "tuned0"));
        assertThat(worker.runNext()).isTrue();

        assertThat(failures).isEmpty();
        String folder =
                ObjectKeys.fold(new VersionId(TrainingDataset.DATASET, tuned).fold(PlannedDataset.CONFIGURATION, "0"));
        Map<String, Tensor> made = weights(folder);
        List<String> heads = given.keySet().stream()
                .filter(name -> name.startsWith("decoder.seg_layers."))
                .toList();
        String warnings = Json.tree(dataset.results.bytes(folder + "debug.json"))
                .path("warnings")
                .toString();
        assertThat(warnings)
                .contains("begins with " + (given.size() - heads.size()) + " of " + given.size() + " tensors of model "
                        + model)
                .contains("nothing says which cases the weights of " + model + " were trained on");
        assertThat(heads).isNotEmpty().allSatisfy(name -> {
            assertThat(warnings).contains(name + " has shape");
            assertThat(made.get(name).shape()[0]).isEqualTo(3);
        });
        given.forEach((name, tensor) -> {
            if (!heads.contains(name)) {
                // the step moves what is zero by less than this
                assertThat(made.get(name).floats()).as(name).containsExactly(tensor.floats(), withPrecision(1e-30f));
            }
        });
    }

    /** Written as nnU-Net has it, and taken from there into the store. @return {@code <dataset>/<id>} */
    private String importedFromNnunet(StoredVersion version, ModelDescription network, Map<String, Tensor> weights)
            throws IOException {
        Checkpoint checkpoint =
                new Checkpoint(network, 0, Json.mapper().createObjectNode(), List.copyOf(weights.values()));
        Model written = new Model(
                "a test",
                "Dataset777_Others",
                version.plans(),
                DescriptionReader.withoutCases(
                        ("{\"channel_names\": {\"0\": \"MR\"}, \"labels\": {\"background\": 0, \"a\": 1, \"b\": 2, \"c\": 3},"
                                        + " \"numTraining\": 4, \"file_ending\": \".nii.gz\"}")
                                .getBytes(UTF_8)),
                Experiment.defaults(),
                List.of(new TrainedConfiguration(
                        PlannedDataset.CONFIGURATION, List.of(new TrainedFold("0", () -> checkpoint)))),
                Map.of(),
                List.of());
        Path theirs = NnunetExport.write(written, cacheFolder.resolve("nnunet")).get(0);
        Path made = Files.createDirectories(cacheFolder.resolve("imported"));
        ModelWriter.write(
                ModelReader.read(theirs, CheckpointStore.Kind.FINAL, Optional.empty()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                made);
        StoredModels.Entry entry = new StoredModels(dataset.results).put(new FolderObjectStore(made));
        return entry.manifest().dataset() + "/" + entry.id();
    }

    private Map<String, Tensor> weights(String folder) {
        return new CheckpointStore(dataset.results, folder)
                .read(CheckpointStore.Kind.FINAL)
                .byName();
    }

    /** The version's training as a model of the store. @return {@code <dataset>/<id>} */
    private String storedModel() throws IOException {
        Path results = Files.createDirectories(cacheFolder.resolve("results/" + TrainingDataset.DATASET));
        FolderObjectStore folder = new FolderObjectStore(results);
        String prefix = ObjectKeys.results(new VersionId(TrainingDataset.DATASET, TrainingDataset.VERSION));
        dataset.results
                .list(prefix)
                .forEach(object ->
                        folder.put(object.key().substring(prefix.length()), dataset.results.bytes(object.key())));
        folder.put(
                "dataset.json",
                ("{\"channel_names\": {\"0\": \"CT\"}, \"labels\": {\"background\": 0, \"kidney\": 1, \"tumor\": 2},"
                                + " \"numTraining\": 4, \"file_ending\": \".nii.gz\"}")
                        .getBytes(UTF_8));
        Path made = Files.createDirectories(cacheFolder.resolve("model"));
        ModelWriter.write(
                ModelReader.read(results, CheckpointStore.Kind.FINAL, Optional.empty()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                made);
        StoredModels.Entry entry = new StoredModels(dataset.results).put(new FolderObjectStore(made));
        return entry.manifest().dataset() + "/" + entry.id();
    }

    @Test
    void saysWhatIsWrongWithAnExtension() {
        TrainingExtension extension = new TrainingExtension(dataset.datasets, dataset.results);
        assertThat(extension.request(TrainingDataset.DATASET, "nothing", 3)).isEmpty();

        String longer = dataset.again(
                "longer",
                "{\"folds\": [0], \"continueFrom\": \"before\", \"training\": {\"epochs\": 3}}".getBytes(UTF_8));
        new RequestTrainingStep(dataset.results, worker::submit).handle(dataset.training("0", longer, "longer0"));
        assertThat(worker.runNext()).isTrue();
        assertThat(failures)
                .singleElement()
                .satisfies(
                        failure -> assertThat(failure).contains("/continueFrom", "version before", "is not planned"));
    }

    @Test
    void asksForNoPredictionsWhereTheGoalIsTraining() {
        dataset.results.put(
                ObjectKeys.goal(new VersionId(TrainingDataset.DATASET, TrainingDataset.VERSION)),
                Json.bytes(new Goal(Milestone.TRAINED)));
        FoldTrained trained = TrainFoldStep.trained(dataset.training("0"));
        assertThat(new RequestPredictionsStep(dataset.results).handle(trained)).isEmpty();
    }

    @Test
    void predictsBeforeItTrainsOn() {
        Job prediction = TrainerJobs.of(dataset.prediction("0", "case_00000"));
        Job training = TrainerJobs.of(dataset.training("0"));
        assertThat(prediction.priority()).isLessThan(training.priority());
        assertThat(training.id()).startsWith(TrainerJobs.prefix("training0"));
    }

    @Test
    void leavesAPredictionThatIsAskedToStopToTheNextWorker() {
        new RequestTrainingStep(dataset.results, worker::submit).handle(dataset.training("0"));
        assertThat(worker.runNext()).isTrue();
        PredictionRequested prediction = dataset.prediction("0", "case_00000");
        new RequestPredictionStep(dataset.results, worker::submit).handle(prediction);
        read = key -> worker.stop();
        assertThat(worker.runNext()).isTrue();
        assertThat(dataset.results.exists(PredictCaseStep.key(prediction))).isFalse();

        read = key -> {};
        work();
        worker.sweep();
        assertThat(worker.runNext()).isTrue();
        assertThat(failures).isEmpty();
        assertThat(dataset.results.exists(PredictCaseStep.key(prediction))).isTrue();
    }

    /** Says what is read of it. */
    private final class Watched extends ForwardingObjectStore {
        Watched(ObjectStore store) {
            super(store);
        }

        @Override
        public InputStream get(String key) {
            read.accept(key);
            return super.get(key);
        }
    }
}

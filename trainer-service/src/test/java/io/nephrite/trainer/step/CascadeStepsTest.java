package io.nephrite.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.event.CasePredicted;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.FoldTrained;
import io.nephrite.core.event.PredictionRequested;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.job.JobQueue;
import io.nephrite.core.job.JobWorker;
import io.nephrite.core.job.WorkerId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.NextStageMap;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.PreviousStage;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.imaging.npy.NpyMapping;
import io.nephrite.imaging.preprocess.CaseProperties;
import io.nephrite.imaging.preprocess.MemoryBudget;
import io.nephrite.imaging.read.CaseReader;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.train.FoldTrainer;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.NoPause;
import io.nephrite.testkit.PlannedDataset;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both stages of a cascade from the trainer's requests to predictions, with real networks of a few thousand weights.
 */
class CascadeStepsTest {
    private final TrainingDataset dataset = new TrainingDataset();
    private final VersionId id = new VersionId(TrainingDataset.DATASET, TrainingDataset.VERSION);
    private final List<Event> published = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private VolumeCache cache;
    private PredictorSlot predictors;
    private JobWorker worker;

    @TempDir
    Path cacheFolder;

    @BeforeEach
    void plan() {
        dataset.planCascade();
        cache = new VolumeCache(dataset.results, cacheFolder, 1 << 20, Clock.systemUTC());
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
                        "prediction-requested",
                        new PredictCaseStep(
                                new CaseReader(dataset.datasets),
                                dataset.results,
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

    private StoredVersion version() {
        return new StoredVersion(dataset.results, id);
    }

    private FoldTrained train(String configuration, String fold) {
        String trainingId = version()
                .configuration(configuration)
                .training(fold)
                .orElseThrow()
                .trainingId();
        published.clear();
        new RequestTrainingStep(dataset.results, worker::submit)
                .handle(new TrainingRequested(
                        EventExamples.header("training " + trainingId),
                        id.dataset(),
                        id.version(),
                        configuration,
                        fold,
                        trainingId));
        worker.runNext();
        return published.isEmpty() ? null : (FoldTrained) published.get(0);
    }

    private List<CasePredicted> predict(FoldTrained trained) {
        RequestPredictionStep request = new RequestPredictionStep(dataset.results, worker::submit);
        published.clear();
        new RequestPredictionsStep(dataset.results)
                .handle(trained)
                .forEach(event -> request.handle((PredictionRequested) event));
        while (worker.runNext()) {
            assertThat(failures).isEmpty();
        }
        return published.stream().map(CasePredicted.class::cast).toList();
    }

    @Test
    void trainsTheCascadeOnWhatEachFoldMakesOfTheCasesThatItHasNotSeen() {
        PreviousStage stage = version().previousStage(PlannedDataset.CASCADE).orElseThrow();
        FoldId cascade = id.fold(PlannedDataset.CASCADE, "0");
        predict(train(PlannedDataset.LOWRES, "0"));
        assertThat(version().missingPreviousStage(cascade)).containsExactlyInAnyOrder("case_00001", "case_00003");
        List<CasePredicted> predicted = predict(train(PlannedDataset.LOWRES, "1"));
        assertThat(predicted).extracting(CasePredicted::caseId).containsExactlyInAnyOrder("case_00001", "case_00003");
        assertThat(version().missingPreviousStage(cascade)).isEmpty();

        CaseProperties fullres = Json.read(
                dataset.results.bytes(ObjectKeys.properties(
                        id.dataset(),
                        version().configuration(PlannedDataset.CASCADE).parametersId(),
                        version().trainingCase("case_00001"))),
                CaseProperties.class);
        try (VolumeCache.Hold hold = cache.hold()) {
            NpyMapping map = new NextStageMaps(dataset.results).open(stage, "case_00001", hold);
            assertThat(map.shape())
                    .containsExactly(
                            1,
                            fullres.shape().z(),
                            fullres.shape().y(),
                            fullres.shape().x());
        }

        List<CasePredicted> validated = predict(train(PlannedDataset.CASCADE, "0"));

        assertThat(failures).isEmpty();
        assertThat(validated).extracting(CasePredicted::caseId).containsExactlyInAnyOrder("case_00000", "case_00002");
    }

    @Test
    void saysAtTheStartWhichCasesHaveNoPreviousStage() {
        predict(train(PlannedDataset.LOWRES, "0"));
        assertThat(train(PlannedDataset.CASCADE, "0")).isNull();
        assertThat(failures)
                .singleElement()
                .asString()
                .contains(
                        "3d_cascade_fullres fold 0 needs a segmentation by 3d_lowres",
                        "2 have none: case_00001, case_00003");
        assertThat(dataset.results.list(ObjectKeys.fold(id.fold(PlannedDataset.CASCADE, "0"))))
                .isEmpty();
    }

    @Test
    void makesAMissingMapAgainThoughTheCaseIsPredicted() {
        FoldTrained trained = train(PlannedDataset.LOWRES, "0");
        predict(trained);
        PreviousStage stage = version().previousStage(PlannedDataset.CASCADE).orElseThrow();
        byte[] marker = dataset.results.bytes(stage.marker("case_00000"));
        byte[] map = dataset.results.bytes(stage.map("case_00000"));
        dataset.results.delete(stage.marker("case_00000"));
        dataset.results.delete(stage.map("case_00000"));

        assertThat(predict(trained)).extracting(CasePredicted::caseId).containsExactlyInAnyOrder("case_00000");

        assertThat(dataset.results.bytes(stage.map("case_00000"))).isEqualTo(map);
        assertThat(Json.read(dataset.results.bytes(stage.marker("case_00000")), NextStageMap.class))
                .isEqualTo(Json.read(marker, NextStageMap.class));
    }

    @Test
    void keepsMapsUnderWhatTheyDependOn() {
        predict(train(PlannedDataset.LOWRES, "0"));
        Set<String> trainings = Set.of(version()
                .configuration(PlannedDataset.LOWRES)
                .training("0")
                .orElseThrow()
                .trainingId());
        assertThat(dataset.results.list(id.dataset() + "/next_stage/"))
                .extracting(ObjectInfo::key)
                .hasSize(4)
                .allMatch(key -> trainings.contains(key.split("/", -1)[2]))
                .noneMatch(key -> key.contains(id.version()));
    }
}

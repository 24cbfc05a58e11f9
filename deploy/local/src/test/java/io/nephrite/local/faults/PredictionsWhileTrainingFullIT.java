package io.nephrite.local.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephrite.core.identity.VersionId;
import io.nephrite.core.pipeline.ChosenModel;
import io.nephrite.core.pipeline.CurrentVersion;
import io.nephrite.core.pipeline.ImagePredictionRecord;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.imaging.phantom.PhantomDataset;
import io.nephrite.imaging.phantom.PhantomSize;
import io.nephrite.local.SmallExperiment;
import io.nephrite.local.client.DatasetFolder;
import io.nephrite.local.machine.LauncherLog;
import io.nephrite.local.service.ServiceKind;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two trainers: one trains for as long as the test lasts, the other takes predictions only. Images that come meanwhile are
 * predicted by the model of an earlier dataset and do not wait for the training.
 */
class PredictionsWhileTrainingFullIT {
    private static final int ENDLESS = 100_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    @Test
    void predictsImagesThatComeWhileTheOtherTrainerTrains() throws Exception {
        LauncherLog.begin();
        Path dataset = folder.resolve("Task900_Tiny");
        PhantomDataset.write(dataset, 6, 2, 7, PhantomSize.TINY);
        Path home = Path.of(System.getProperty("nephrite.home")).toAbsolutePath();
        try (RealSystem system =
                RealSystem.start(home, folder.resolve("work"), Optional.empty(), Brokers.one(folder), Map.of())) {
            system.add(ServiceKind.TRAINER, "trainer-of-predictions", Map.of("NEPHRITE_JOBS", "predictions"));
            system.awaitReady();
            DatasetFolder source = DatasetFolder.open(dataset);
            Trial first = Trial.begin(system, source, "Task901_Model", SmallExperiment.DOCUMENT);
            assertThat(first.awaitReport(PATIENCE)).as(first.progress()).isTrue();
            VersionId version = CurrentVersion.find(system.results(), first.dataset())
                    .orElseThrow()
                    .of(first.dataset());
            String model = ChosenModel.id(version);

            Trial endless = Trial.begin(system, source, "Task902_Endless", SmallExperiment.of(ENDLESS, 20));
            endless.await("the first epoch", Trial.epoch(1), PATIENCE);

            put(system, dataset, model, "asked");
            long begin = System.nanoTime();
            HttpResponse<String> answer = ask(system, model, "asked");
            double answered = seconds(begin);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            double cold = secondsToPrediction(system, model, "asked");
            put(system, dataset, model, "uploaded");
            double warm = secondsToPrediction(system, model, "uploaded");

            assertThat(system.results().bytes(ObjectKeys.imagePrediction(model, "uploaded", ".nii.gz")))
                    .isEqualTo(system.results().bytes(ObjectKeys.imagePrediction(model, "asked", ".nii.gz")));
            String before = endless.progressNow();
            await("the training goes on")
                    .atMost(PATIENCE)
                    .until(() -> !endless.progressNow().equals(before));
            assertThat(endless.awaitReport(Duration.ZERO))
                    .as("the training has ended")
                    .isFalse();
            System.out.printf(
                    Locale.ROOT,
                    "while the other trainer trained: request answered after %.3f s, its prediction %.2f s later;"
                            + " a second image %.2f s after its upload%n",
                    answered,
                    cold,
                    warm);
        }
    }

    private static void put(RealSystem system, Path dataset, String model, String caseId) throws Exception {
        system.datasets()
                .put(
                        ObjectKeys.imagesToPredict(model) + caseId + "_0000.nii.gz",
                        Files.readAllBytes(dataset.resolve("imagesTs/case_00006_0000.nii.gz")));
    }

    private static HttpResponse<String> ask(RealSystem system, String model, String caseId) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(system.address(ServiceKind.EVAL).resolve("/predictions"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"model\": \"" + model + "\", \"caseId\": \"" + caseId + "\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static double secondsToPrediction(RealSystem system, String model, String caseId) {
        long begin = System.nanoTime();
        await("prediction of " + caseId)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> ImagePredictionRecord.find(system.results(), model, caseId)
                        .isPresent());
        return seconds(begin);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}

package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.ImagePredictionRecord;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.selection.Selection;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.export.ExportFormat;
import io.nephrite.imaging.phantom.PhantomDataset;
import io.nephrite.imaging.phantom.PhantomSize;
import io.nephrite.local.client.DatasetFolder;
import io.nephrite.local.machine.LauncherLog;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four configurations in one experiment on the packaged services, a cascade among them: from the upload through the
 * choice of what predicts to the test images; then images that are uploaded later.
 */
class ModelLifeFullIT {
    private static final List<String> CONFIGURATIONS = List.of("2d", "3d_lowres", "3d_fullres", "3d_cascade_fullres");
    private static final String DATASET = "Task902_Four";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** So little memory that the planner makes a low resolution even of tiny images. */
    private static final String EXPERIMENT = """
            {
              "configurations": ["2d", "3d_lowres", "3d_fullres", "3d_cascade_fullres"],
              "foldCount": 2,
              "planner": {
                "gpuMemoryTargetGib": 0.01,
                "overrides": {
                  "2d": {"patch_size": [32, 32], "batch_size": 4, "architecture": {"arch_kwargs": {
                    "n_stages": 3, "features_per_stage": [4, 8, 16], "kernel_sizes": [[3, 3], [3, 3], [3, 3]],
                    "strides": [[1, 1], [2, 2], [2, 2]], "n_conv_per_stage": [1, 1, 1],
                    "n_conv_per_stage_decoder": [1, 1]}}},
                  "3d_lowres": %1$s,
                  "3d_fullres": %1$s
                }
              },
              "training": {"epochs": 2, "iterationsPerEpoch": 4, "validationIterationsPerEpoch": 1,
                "mirroring": false, "precision": "fp32"},
              "prediction": {"mirroring": false}
            }
            """.formatted("""
            {"patch_size": [16, 16, 16], "batch_size": 2, "architecture": {"arch_kwargs": {
              "n_stages": 3, "features_per_stage": [4, 8, 16],
              "kernel_sizes": [[3, 3, 3], [3, 3, 3], [3, 3, 3]],
              "strides": [[1, 1, 1], [2, 2, 2], [2, 2, 2]], "n_conv_per_stage": [1, 1, 1],
              "n_conv_per_stage_decoder": [1, 1]}}}""");

    /** The folds name one of two; the choice needs both, and asks for what is missing. */
    private static final String TWO = EXPERIMENT
            .replace("[\"2d\", \"3d_lowres\", \"3d_fullres\", \"3d_cascade_fullres\"]", "[\"2d\", \"3d_fullres\"]")
            .replace("\"foldCount\": 2,", "\"foldCount\": 2, \"folds\": [0], \"choice\": {\"startMissing\": true},");

    private static final String DATASET_OF_TWO = "Task903_Two";

    @TempDir
    static Path folder;

    private static Session session;
    private static VersionId version;

    @BeforeAll
    static void run() throws Exception {
        LauncherLog.begin();
        Path dataset = folder.resolve(DATASET);
        PhantomDataset.write(dataset, 4, 7, PhantomSize.TINY);
        Files.createDirectories(dataset.resolve("imagesTs"));
        // one more than the dataset has
        PhantomDataset.write(folder.resolve("others"), 5, 7, PhantomSize.TINY);
        Files.copy(testImage(), dataset.resolve("imagesTs/test_0000.nii.gz"));
        SystemOptions options = new SystemOptions();
        options.data = folder.resolve("data");
        options.threads = 2;
        session = Session.open(options, terminal());
        DatasetStatus status = run(DATASET, EXPERIMENT, "results");
        version = status.versionId().orElseThrow();
    }

    private static DatasetStatus run(String dataset, String experiment, String results) throws Exception {
        return new PipelineRun(
                        DatasetFolder.open(folder.resolve(dataset)),
                        Optional.of(experiment.getBytes(StandardCharsets.UTF_8)),
                        Milestone.REPORT,
                        ExportFormat.NPY,
                        folder.resolve(results),
                        true,
                        false,
                        terminal())
                .execute(session);
    }

    private static Terminal terminal() {
        return Terminal.plain(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    }

    @AfterAll
    static void end() {
        if (session != null) {
            session.close();
        }
    }

    private static Path testImage() {
        return folder.resolve("others/imagesTr/case_00004_0000.nii.gz");
    }

    private static Path image(String caseId) {
        return folder.resolve(DATASET).resolve("imagesTr").resolve(caseId + "_0000.nii.gz");
    }

    private static ObjectStore results() {
        return session.client().results();
    }

    @Test
    void goesFromTheUploadToTheChoiceAndTheTestImages() throws IOException {
        JsonNode report = Json.tree(Files.readAllBytes(folder.resolve("results/report.json")));
        assertThat(report.path("configurations")).hasSize(CONFIGURATIONS.size()).allSatisfy(configuration -> {
            assertThat(configuration.path("folds")).hasSize(2);
            configuration
                    .path("folds")
                    .forEach(fold -> assertThat(fold.path("cases")).hasSize(2));
        });
        Selection selection = Selection.parse(Files.readAllBytes(folder.resolve("results/selection.json")));
        assertThat(selection.candidates()).as("four alone, and six pairs").hasSize(10);
        assertThat(selection.folds()).containsExactly("0", "1");
        assertThat(folder.resolve("results/inference_information.json")).isNotEmptyFile();
        assertThat(folder.resolve("results/predictions/test.nii.gz")).isNotEmptyFile();
        ImagePredictionRecord test = Json.read(
                Files.readAllBytes(folder.resolve("results/predictions/test.json")), ImagePredictionRecord.class);
        assertThat(test.configurations()).isEqualTo(selection.configurations());
        assertThat(test.folds()).isEqualTo(selection.folds());
    }

    /** Also the fold that the experiment does not name is trained, since the choice needs all validation cases. */
    @Test
    void choosesAmongTwoConfigurationsAndTrainsTheFoldThatTheChoiceMisses() throws Exception {
        Path dataset = folder.resolve(DATASET_OF_TWO);
        PhantomDataset.write(dataset, 4, 8, PhantomSize.TINY);
        Files.createDirectories(dataset.resolve("imagesTs"));
        Files.copy(testImage(), dataset.resolve("imagesTs/test_0000.nii.gz"));

        VersionId two = run(DATASET_OF_TWO, TWO, "results-of-two").versionId().orElseThrow();

        Selection selection = Selection.parse(Files.readAllBytes(folder.resolve("results-of-two/selection.json")));
        assertThat(selection.candidates())
                .as("two alone, and the pair")
                .extracting(candidate -> candidate.configurations())
                .containsExactlyInAnyOrder(List.of("2d"), List.of("3d_fullres"), List.of("2d", "3d_fullres"));
        assertThat(selection.folds()).containsExactly("0", "1");
        for (String configuration : List.of("2d", "3d_fullres")) {
            for (String fold : List.of("0", "1")) {
                assertThat(results()
                                .exists(FoldFolder.of(two.fold(configuration, fold))
                                        .finalCheckpoint()
                                        .document()))
                        .as("%s fold %s", configuration, fold)
                        .isTrue();
            }
        }
        ImagePredictionRecord test = Json.read(
                Files.readAllBytes(folder.resolve("results-of-two/predictions/test.json")),
                ImagePredictionRecord.class);
        assertThat(test.configurations()).isEqualTo(selection.configurations());
        assertThat(test.folds()).containsExactly("0", "1");
        assertThat(test.volumesMl()).isNotEmpty();
    }

    @Test
    void keepsNoLogitsAfterTheChoice() {
        for (String configuration : CONFIGURATIONS) {
            for (String fold : List.of("0", "1")) {
                assertThat(results().list(ObjectKeys.keptLogits(version.fold(configuration, fold))))
                        .isEmpty();
            }
        }
        assertThat(results().list(ObjectKeys.results(version)))
                .extracting(ObjectInfo::key)
                .as("what the cascade sees of its previous stage")
                .anyMatch(key -> key.contains("3d_cascade_fullres") && key.contains("case_00003"));
    }

    @Test
    void predictsTestImagesAsThePredictVerbDoes() throws IOException {
        Path images = Files.createDirectories(folder.resolve("offline-images"));
        Files.copy(testImage(), images.resolve("test_0000.nii.gz"));

        Output output = Output.of(
                "predict",
                folder.resolve("results").toString(),
                images.toString(),
                "--out",
                folder.resolve("offline").toString(),
                "--threads",
                "2");

        assertThat(output.status()).isEqualTo(ExitCode.OK);
        assertThat(folder.resolve("offline/test.nii.gz"))
                .hasBinaryContent(Files.readAllBytes(folder.resolve("results/predictions/test.nii.gz")));
    }

    @Test
    void predictsImagesThatAreUploadedLaterAndTellsWhichIsBad() throws Exception {
        put("first", Files.readAllBytes(image("case_00000")));
        awaitRecord("first");
        // the networks are loaded now
        long begin = System.nanoTime();
        put("second", Files.readAllBytes(image("case_00002")));
        awaitRecord("second");
        System.out.printf(
                "from the put of a second image to its prediction: %.2f s%n", (System.nanoTime() - begin) / 1e9);

        put("bad", new byte[] {1, 2, 3});
        await().atMost(PATIENCE)
                .until(() -> session.client().status(DATASET).orElseThrow().failures().stream()
                        .anyMatch(failure -> failure.message().contains("bad")));
        put("third", Files.readAllBytes(image("case_00003")));
        awaitRecord("third");
        assertThat(record("bad")).isEmpty();
    }

    @Test
    void answersARequestAtOnceAndTellsHowFarItIs() throws Exception {
        put("asked", Files.readAllBytes(image("case_00001")));

        HttpResponse<byte[]> asked = send(HttpRequest.newBuilder(eval("/predictions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\": \"" + DATASET + "\", \"caseId\": \"asked\"}")));

        assertThat(asked.statusCode()).isEqualTo(202);
        URI location = eval(
                URI.create(asked.headers().firstValue("Location").orElseThrow()).getPath());
        await().atMost(PATIENCE)
                .until(() -> Json.tree(
                                send(HttpRequest.newBuilder(location).GET()).body())
                        .path("state")
                        .asText()
                        .equals("done"));
        assertThat(record("asked")).isPresent();
    }

    private static void put(String caseId, byte[] image) {
        session.client().datasets().put(ObjectKeys.imagesToPredict(DATASET) + caseId + "_0000.nii.gz", image);
    }

    private static Optional<ImagePredictionRecord> record(String caseId) {
        return ImagePredictionRecord.find(results(), DATASET, caseId);
    }

    private static void awaitRecord(String caseId) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> record(caseId).isPresent());
    }

    private static URI eval(String path) {
        return session.client().connection().services().get("eval-service").resolve(path);
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        session.connection().token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}

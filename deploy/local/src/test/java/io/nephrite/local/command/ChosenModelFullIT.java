package io.nephrite.local.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.model.ModelPlace;
import io.nephrite.core.model.StoredModels;
import io.nephrite.core.pipeline.ChosenModel;
import io.nephrite.core.pipeline.CurrentVersion;
import io.nephrite.core.pipeline.ImagePredictionRecord;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.selection.InferenceInformation;
import io.nephrite.core.selection.InferenceInstructions;
import io.nephrite.core.selection.NnunetModel;
import io.nephrite.core.selection.Selection;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.export.ExportFormat;
import io.nephrite.imaging.phantom.PhantomDataset;
import io.nephrite.imaging.phantom.PhantomSize;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.local.client.DatasetFolder;
import io.nephrite.local.machine.LauncherLog;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of a model once it is trained, with the packaged services: a cascade of a small phantom is trained and
 * chosen from, its instructions are followed by hand, and it goes into the store and out again.
 */
class ChosenModelFullIT {
    private static final String NAME = "Task902_Cascade";
    private static final String PROGRAM = "./nephrite ";
    private static final int TRAINING_CASES = 6;

    /** The memory is small enough for the planner to want a cascade. */
    private static final byte[] EXPERIMENT = """
            {
              "configurations": ["3d_fullres", "3d_cascade_fullres"],
              "foldCount": 2,
              "planner": {"gpuMemoryTargetGib": 0.01, "overrides": {"3d_lowres": NETWORK, "3d_fullres": NETWORK}},
              "training": {
                "epochs": 3,
                "iterationsPerEpoch": 8,
                "validationIterationsPerEpoch": 2,
                "mirroring": false,
                "precision": "fp32"
              },
              "prediction": {"mirroring": false}
            }
            """.replace("NETWORK", """
                            {"patch_size": [16, 16, 16], "batch_size": 2, "architecture": {"arch_kwargs": {
                              "n_stages": 3,
                              "features_per_stage": [4, 8, 16],
                              "kernel_sizes": [[3, 3, 3], [3, 3, 3], [3, 3, 3]],
                              "strides": [[1, 1, 1], [2, 2, 2], [2, 2, 2]],
                              "n_conv_per_stage": [1, 1, 1],
                              "n_conv_per_stage_decoder": [1, 1]}}}""").getBytes(UTF_8);

    @TempDir
    static Path folder;

    private static Path dataset;
    private static Path results;
    private static Session session;
    private static VersionId version;

    @BeforeAll
    static void train() throws Exception {
        LauncherLog.begin();
        dataset = folder.resolve(NAME);
        results = folder.resolve("results");
        PhantomDataset.write(dataset, TRAINING_CASES, 2, 7, PhantomSize.TINY);
        SystemOptions options = new SystemOptions();
        options.data = folder.resolve("system");
        options.threads = 2;
        Terminal terminal = Terminal.plain(new PrintStream(System.out, true, UTF_8));
        session = Session.open(options, terminal);
        new PipelineRun(
                        DatasetFolder.open(dataset),
                        Optional.of(EXPERIMENT),
                        Milestone.REPORT,
                        ExportFormat.NPY,
                        results,
                        true,
                        false,
                        terminal)
                .execute(session);
        version = CurrentVersion.find(store(), NAME).orElseThrow().of(NAME);
    }

    @AfterAll
    static void end() {
        if (session != null) {
            session.close();
        }
    }

    private static ObjectStore store() {
        return session.client().results();
    }

    /** The launcher, on the system of this test. */
    private static Output nephrite(String... arguments) {
        return Output.of(Stream.concat(
                        Arrays.stream(arguments),
                        Stream.of("--data", folder.resolve("system").toString()))
                .toArray(String[]::new));
    }

    /** Follows instructions line by line in an empty folder, and returns the folder of the last one. */
    private static Path follow(String instructions, Path images, Path work) {
        Path last = work;
        for (String line :
                instructions.lines().filter(l -> l.startsWith(PROGRAM)).toList()) {
            String[] words = Arrays.stream(line.substring(PROGRAM.length()).split(" "))
                    .map(word -> word.startsWith("OUTPUT_FOLDER")
                            ? work.resolve(word).toString()
                            : word.replace("RESULTS", results.toString()).replace("INPUT_FOLDER", images.toString()))
                    .toArray(String[]::new);
            assertThat(NephriteCommand.execute(words)).as(line).isZero();
            last = Path.of(words[words.length - 1]);
        }
        return last;
    }

    private static LabelVolume labels(byte[] file) throws IOException {
        try (InputStream in = new ByteArrayInputStream(file)) {
            return ImageFileReader.readLabel(in, "prediction");
        }
    }

    private static void requireEqual(byte[] ours, byte[] expected) throws IOException {
        assertThat(labels(ours).shape()).isEqualTo(labels(expected).shape());
        assertThat(labels(ours).voxels()).isEqualTo(labels(expected).voxels());
    }

    @Test
    void isChosenAndPredictsTheTestImagesAsItsInstructionsDo(@TempDir Path work) throws IOException {
        assertThat(results.resolve("inference_information.json")).isNotEmptyFile();
        Path made = follow(
                Files.readString(results.resolve("inference_instructions.txt")), dataset.resolve("imagesTs"), work);

        for (int number = TRAINING_CASES; number < TRAINING_CASES + 2; number++) {
            String file = "case_%05d.nii.gz".formatted(number);
            requireEqual(
                    Files.readAllBytes(made.resolve(file)),
                    Files.readAllBytes(results.resolve("predictions").resolve(file)));
        }
    }

    /** Had the cross-validation chosen otherwise, the instructions would be as good. */
    @ParameterizedTest
    @ValueSource(strings = {"3d_fullres", "3d_cascade_fullres", "3d_fullres,3d_cascade_fullres"})
    void predictsByItsInstructionsWhatTheSystemPredictsWhateverIsChosen(String chosen, @TempDir Path work)
            throws IOException {
        List<String> configurations = List.of(chosen.split(","));
        List<String> folds = List.of("0", "1");
        String selection = ObjectKeys.selection(version);
        byte[] before = store().bytes(selection);
        store().put(
                        selection,
                        Json.bytes(new Selection(
                                configurations,
                                folds,
                                List.of(),
                                List.of(),
                                OptionalDouble.empty(),
                                OptionalDouble.empty(),
                                "chosen by a test",
                                List.of())));
        String caseId = "new_" + configurations.size() + configurations.get(0);
        Path images = Files.createDirectories(work.resolve("images"));
        Path image = images.resolve(caseId + "_0000.nii.gz");
        Files.copy(dataset.resolve("imagesTs/case_00006_0000.nii.gz"), image);
        String model = ChosenModel.id(version);
        try {
            session.client()
                    .datasets()
                    .put(ObjectKeys.imagesToPredict(model) + image.getFileName(), Files.readAllBytes(image));
            await().atMost(Duration.ofMinutes(2))
                    .until(() ->
                            ImagePredictionRecord.find(store(), model, caseId).isPresent());
        } finally {
            store().put(selection, before);
        }
        String instructions = InferenceInstructions.of(
                new InferenceInformation(
                        NAME,
                        folds,
                        List.of(),
                        true,
                        Map.of(),
                        configurations.stream()
                                .map(name -> NnunetModel.of("nnUNetPlans", name))
                                .toList(),
                        "plans.json",
                        "postprocessing.json",
                        0,
                        0),
                false);

        Path made = follow(instructions, images, Files.createDirectories(work.resolve("empty")));

        requireEqual(
                Files.readAllBytes(made.resolve(caseId + ".nii.gz")),
                store().bytes(ObjectKeys.imagePrediction(model, caseId, ".nii.gz")));
    }

    @Test
    void goesIntoTheStoreAndOutOfItAndIsNeverChangedThere(@TempDir Path work) throws Exception {
        Output imported = nephrite(
                "models",
                "import",
                results.toString(),
                "--alias",
                "clinic",
                "--licence",
                "CC BY 4.0",
                "--notes",
                "for a test");
        assertThat(imported.status()).isZero();
        StoredModels models = new StoredModels(store());
        StoredModels.Entry entry = models.find(NAME, "clinic").orElseThrow();
        assertThat(entry.aliases()).containsExactlyInAnyOrder("clinic", StoredModels.LATEST);
        assertThat(nephrite("models", "list").text()).contains(NAME + "/" + entry.id(), "clinic", "latest");
        assertThat(nephrite("models", "show", NAME + "/clinic").text())
                .contains("licence: CC BY 4.0", "notes: for a test", "3d_lowres/fold_1/", "plans.json");

        // the same model again is the same object
        assertThat(nephrite("models", "import", results.toString(), "--licence", "CC BY 4.0", "--notes", "for a test")
                        .status())
                .isZero();
        assertThat(models.list().entries()).hasSize(1);

        for (String form : List.of("folder", "zip", "nnunet", "torchscript")) {
            Path target = work.resolve(form + (form.equals("zip") ? ".zip" : ""));
            Output exported = nephrite("models", "export", NAME + "/clinic", target.toString(), "--to", form);
            assertThat(exported.status()).as(exported.text()).isZero();
        }
        Path images = dataset.resolve("imagesTs");
        predict(results, images, work.resolve("from-results"));
        predict(work.resolve("folder"), images, work.resolve("from-folder"));
        predict(work.resolve("zip.zip"), images, work.resolve("from-zip"));
        byte[] expected = Files.readAllBytes(work.resolve("from-results/case_00006.nii.gz"));
        requireEqual(Files.readAllBytes(work.resolve("from-folder/case_00006.nii.gz")), expected);
        requireEqual(Files.readAllBytes(work.resolve("from-zip/case_00006.nii.gz")), expected);

        byREST(entry, work);

        String weights = entry.manifest().files().keySet().stream()
                .filter(file -> file.startsWith("3d_fullres/fold_0/") && file.endsWith(".safetensors"))
                .findFirst()
                .orElseThrow();
        String key = ObjectKeys.modelFile(NAME, entry.id(), weights);
        byte[] changed = store().bytes(key);
        changed[changed.length - 1] ^= 1;
        store().put(key, changed);
        assertThat(nephrite(
                                "models",
                                "export",
                                NAME + "/clinic",
                                work.resolve("changed").toString())
                        .status())
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(get("/models/" + NAME + "/clinic/archive").statusCode()).isGreaterThanOrEqualTo(400);

        assertThat(nephrite("models", "delete", NAME + "/clinic").status()).isZero();
        assertThat(models.list().entries()).isEmpty();
        assertThat(nephrite("models", "show", NAME).status()).isEqualTo(ExitCode.BAD_INPUT);
    }

    private static void predict(Path model, Path images, Path out) {
        assertThat(NephriteCommand.execute(
                        "predict",
                        model.toString(),
                        images.toString(),
                        "--configuration",
                        "3d_cascade_fullres",
                        "--out",
                        out.toString()))
                .isZero();
    }

    private static void byREST(StoredModels.Entry entry, Path work) throws Exception {
        JsonNode list = Json.tree(get("/models").body());
        assertThat(list).hasSize(1);
        assertThat(list.get(0).path("id").asText()).isEqualTo(entry.id());
        assertThat(Json.tree(get("/models/" + NAME + "/latest").body())
                        .at("/manifest/licence")
                        .asText())
                .isEqualTo("CC BY 4.0");
        assertThat(get("/models/" + NAME + "/nobody").statusCode()).isEqualTo(404);
        Path archive = work.resolve("rest.zip");
        Files.write(archive, get("/models/" + NAME + "/clinic/archive").body());
        try (ModelPlace place = ModelPlace.open(archive)) {
            assertThat(place.folder().resolve("model.json")).isNotEmptyFile();
        }
        assertThat(send(HttpRequest.newBuilder(rest("/models/" + NAME + "/clinic/aliases/ward"))
                                .PUT(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(Json.tree(get("/models/" + NAME + "/ward").body()).path("id").asText())
                .isEqualTo(entry.id());
        assertThat(send(HttpRequest.newBuilder(rest("/models/" + NAME + "/ward"))
                                .DELETE())
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("/models/" + NAME + "/ward").statusCode()).isEqualTo(404);
        HttpResponse<byte[]> added = send(HttpRequest.newBuilder(rest("/models"))
                .header("Content-Type", "application/zip")
                .POST(HttpRequest.BodyPublishers.ofFile(archive)));
        assertThat(added.statusCode()).isEqualTo(201);
        assertThat(Json.tree(added.body()).path("id").asText()).isEqualTo(entry.id());
        new StoredModels(store()).alias(NAME, "clinic", entry.id());
    }

    private static URI rest(String path) {
        return session.connection().services().get("eval-service").resolve(path);
    }

    private static HttpResponse<byte[]> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(rest(path)).GET());
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        session.connection().token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}

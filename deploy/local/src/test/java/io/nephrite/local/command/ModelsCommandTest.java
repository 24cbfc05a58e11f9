package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.json.Json;
import io.nephrite.core.model.ModelPlace;
import io.nephrite.core.model.StoredModels;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.local.client.Connection;
import io.nephrite.local.client.ServiceClient;
import io.nephrite.local.store.EmbeddedStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs on the store of a system, with a network of a few thousand weights. */
final class ModelsCommandTest {
    private static final String DATASET = "Task903_Tiny";

    @TempDir
    private Path folder;

    private EmbeddedStore server;
    private ObjectStore store;
    private Path results;

    @BeforeEach
    void keepAModel() throws Exception {
        server = EmbeddedStore.startForReading(folder.resolve("s3"), List.of(Namespace.WHOLE), "access", "secret-key");
        Connection connection = new Connection(URI.create(server.endpoint()), "access", "secret-key", "", Map.of());
        Files.createDirectories(folder.resolve("data"));
        Files.write(folder.resolve("data/system.json"), Json.pretty(connection));
        store = new ServiceClient(connection).results();
        results = TinyModel.write(folder.resolve("anywhere"), 1);
        Files.writeString(results.resolve("report.json"), "{\"dataset\": \"" + DATASET + "\"}");
    }

    @AfterEach
    void end() throws IOException {
        server.close();
    }

    private Output models(String... arguments) {
        return Output.of(Stream.of(
                        Stream.of("models"),
                        Arrays.stream(arguments),
                        Stream.of("--data", folder.resolve("data").toString()))
                .flatMap(s -> s)
                .toArray(String[]::new));
    }

    private StoredModels.Entry imported() {
        Output output = models(
                "import", results.toString(), "--alias", "clinic", "--licence", "CC BY 4.0", "--notes", "for a test");
        assertThat(output.status()).as(output.text()).isZero();
        return new StoredModels(store).find(DATASET, "clinic").orElseThrow();
    }

    @Test
    void keepAModelUnderItsDatasetWithNamesLicenceAndNotes() {
        assertThat(models("list").text()).contains("no models");

        StoredModels.Entry entry = imported();

        assertThat(entry.aliases()).containsExactlyInAnyOrder("clinic", StoredModels.LATEST);
        assertThat(models("list").text()).contains(DATASET + "/" + entry.id(), "folds 0", "clinic, latest");
        assertThat(models("show", DATASET).text())
                .contains("licence: CC BY 4.0", "notes: for a test", "3d_fullres/fold_0/", "plans.json");
    }

    @Test
    void keepTheVeryModelOnceAndNeverChangeIt() {
        StoredModels.Entry entry = imported();
        String document = ObjectKeys.modelFile(DATASET, entry.id(), "model.json");
        String etag = store.stat(document).orElseThrow().etag();

        assertThat(imported().id()).isEqualTo(entry.id());
        assertThat(store.stat(document).orElseThrow().etag()).isEqualTo(etag);
        assertThat(models("import", results.toString(), "--notes", "other notes")
                        .status())
                .isZero();

        assertThat(new StoredModels(store).list().entries()).hasSize(2);
        assertThat(new StoredModels(store).find(DATASET, "clinic").orElseThrow().id())
                .isEqualTo(entry.id());
        assertThat(new StoredModels(store)
                        .find(DATASET, StoredModels.LATEST)
                        .orElseThrow()
                        .id())
                .isNotEqualTo(entry.id());
    }

    @Test
    void exportAModelInEachForm() throws IOException {
        StoredModels.Entry entry = imported();
        for (String form : List.of("folder", "zip", "nnunet", "torchscript")) {
            Path target = folder.resolve("out-" + form + (form.equals("zip") ? ".zip" : ""));
            Output output = models("export", DATASET + "/clinic", target.toString(), "--to", form);
            assertThat(output.status()).as(output.text()).isZero();
        }
        try (ModelPlace place = ModelPlace.open(folder.resolve("out-zip.zip"))) {
            assertThat(place.folder().resolve("model.json")).isNotEmptyFile();
        }
        assertThat(folder.resolve("out-nnunet/nnUNetTrainer__nnUNetPlans__3d_fullres/fold_0/checkpoint_final.pth"))
                .isNotEmptyFile();
        assertThat(folder.resolve("out-torchscript/3d_fullres_fold_0.pt")).isNotEmptyFile();
        assertThat(folder.resolve("out-torchscript/README.md")).content().contains("torch.jit.load");

        // what was exported is the same model again
        assertThat(models(
                                "import",
                                folder.resolve("out-folder").toString(),
                                "--licence",
                                "CC BY 4.0",
                                "--notes",
                                "for a test")
                        .status())
                .isZero();
        assertThat(new StoredModels(store).list().entries())
                .extracting(StoredModels.Entry::id)
                .containsExactly(entry.id());
    }

    @Test
    void handOutNoModelOneOfWhoseFilesWasChangedInTheStore() {
        StoredModels.Entry entry = imported();
        String weights = entry.manifest().files().keySet().stream()
                .filter(file -> file.endsWith(".safetensors"))
                .findFirst()
                .orElseThrow();
        String key = ObjectKeys.modelFile(DATASET, entry.id(), weights);
        byte[] changed = store.bytes(key);
        changed[changed.length - 1] ^= 1;
        store.put(key, changed);

        assertThat(models("export", DATASET, folder.resolve("changed").toString())
                        .status())
                .isEqualTo(ExitCode.BAD_INPUT);
        assertThat(folder.resolve("changed")).doesNotExist();
    }

    @Test
    void deleteAModelWithItsNamesButNoneByAccident() {
        StoredModels.Entry entry = imported();
        assertThat(models("delete", DATASET).status()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(models("delete", DATASET + "/" + entry.id()).status()).isZero();

        assertThat(store.list(ObjectKeys.models(DATASET))).isEmpty();
        assertThat(models("show", DATASET + "/clinic").status()).isEqualTo(ExitCode.BAD_INPUT);
    }
}

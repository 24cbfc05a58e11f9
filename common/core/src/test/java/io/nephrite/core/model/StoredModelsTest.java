package io.nephrite.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import io.nephrite.core.model.ModelManifest.Member;
import io.nephrite.core.model.ModelManifest.ModelFile;
import io.nephrite.core.model.StoredModels.Entry;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StoredModelsTest {
    private final ObjectStore store = new InMemoryObjectStore();
    private final StoredModels models = new StoredModels(store);

    /** A folder with plans and weights that say something. */
    private static ObjectStore folder(String weights) {
        ObjectStore folder = new InMemoryObjectStore();
        SortedMap<String, ModelFile> files = new TreeMap<>();
        for (String path : List.of("plans.json", "3d_fullres/fold_0/checkpoint_final.safetensors")) {
            byte[] content = (path + weights).getBytes(StandardCharsets.UTF_8);
            folder.put(path, content);
            files.put(
                    path,
                    new ModelFile(
                            content.length,
                            HexFormat.of().formatHex(ContentHash.sha256().digest(content))));
        }
        folder.put(
                ModelManifest.FILE,
                Json.pretty(new ModelManifest(
                        ModelManifest.FORMAT,
                        "Dataset040_KiTS",
                        List.of(new Member("3d_fullres", List.of("0"))),
                        "a test",
                        List.of(),
                        Optional.of("CC0"),
                        Optional.empty(),
                        files)));
        return folder;
    }

    @Test
    void keepsAModelUnderTheHashOfItsContentAndLetsLatestPointToTheNewest() {
        Entry first = models.put(folder("1"));
        Entry second = models.put(folder("2"));

        assertThat(first.id()).isNotEqualTo(second.id()).matches("[0-9a-f]{16}");
        assertThat(models.put(folder("1")).id()).isEqualTo(first.id());
        assertThat(models.find("Dataset040_KiTS", "latest").orElseThrow().id()).isEqualTo(first.id());
        assertThat(models.list().entries()).extracting(Entry::id).containsExactlyInAnyOrder(first.id(), second.id());
        assertThat(models.find("Dataset040_KiTS", first.id()).orElseThrow().aliases())
                .containsExactly("latest");
        assertThat(models.find("Dataset040_KiTS", "none")).isEmpty();
        assertThat(models.find("../Dataset040_KiTS", "latest")).isEmpty();
    }

    @Test
    void givesBackWhatWasPutAndNothingThatWasChangedSince() {
        Entry model = models.put(folder("1"));
        ObjectStore fetched = new InMemoryObjectStore();
        models.fetch(model, fetched);

        for (ObjectInfo object : folder("1").list("")) {
            assertThat(Json.tree(folder("1").bytes(ModelManifest.FILE)))
                    .isEqualTo(Json.tree(fetched.bytes(ModelManifest.FILE)));
            assertThat(fetched.exists(object.key())).isTrue();
        }

        String key = "_models/Dataset040_KiTS/" + model.id() + "/plans.json";
        store.put(key, "plans.jsonX".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> models.fetch(model, new InMemoryObjectStore()))
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INVALID_MODEL))
                .hasMessageContaining(key)
                .hasMessageContaining("SHA-256");
    }

    @Test
    void takesNoFolderOneOfWhoseFilesIsNotWhatItsManifestSays() {
        ObjectStore folder = folder("1");
        folder.put("plans.json", new byte[3]);

        assertThatThrownBy(() -> models.put(folder)).hasMessageContaining("plans.json: found 3 bytes");
        assertThat(models.list().entries()).isEmpty();

        folder.delete("plans.json");
        assertThatThrownBy(() -> models.put(folder)).hasMessageContaining("plans.json is missing");
        assertThatThrownBy(() -> models.put(new InMemoryObjectStore()))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("model.json");
    }

    @Test
    void removesAModelWithItsNamesAndLeavesOthers() {
        Entry gone = models.put(folder("1"));
        Entry other = models.put(folder("2"));
        models.alias("Dataset040_KiTS", "best", gone.id());

        assertThat(models.delete("Dataset040_KiTS", "best")).contains(gone.id());

        assertThat(models.find("Dataset040_KiTS", "best")).isEmpty();
        assertThat(models.find("Dataset040_KiTS", gone.id())).isEmpty();
        assertThat(store.list("_models/Dataset040_KiTS/" + gone.id())).isEmpty();
        assertThat(models.list().entries()).extracting(Entry::id).containsExactly(other.id());
        assertThat(models.find("Dataset040_KiTS", "latest")).isPresent();
    }

    @Test
    void listsABrokenModelWithItsReasonBesideTheOthersAndRemovesIt() {
        Entry whole = models.put(folder("1"));
        Entry damaged = models.put(folder("2"));
        store.put("_models/Dataset040_KiTS/" + damaged.id() + "/model.json", "{".getBytes(StandardCharsets.UTF_8));

        StoredModels.Listing listing = models.list();
        assertThat(listing.entries()).extracting(Entry::id).containsExactly(whole.id());
        assertThat(listing.broken()).singleElement().satisfies(broken -> {
            assertThat(broken.id()).isEqualTo(damaged.id());
            assertThat(broken.aliases()).containsExactly("latest");
            assertThat(broken.problem()).contains(damaged.id()).contains("copy the model again");
        });

        assertThat(models.delete("Dataset040_KiTS", damaged.id())).contains(damaged.id());
        assertThat(models.list().broken()).isEmpty();
        assertThat(models.delete("Dataset040_KiTS", damaged.id())).isEmpty();
    }

    @Test
    void refusesNamesThatCouldBeTakenForSomethingElse() {
        Entry model = models.put(folder("1"));
        for (String alias : List.of("", "a/b", "..", "0123456789abcdef", "abcdefabcdefabcd")) {
            assertThatThrownBy(() -> models.alias("Dataset040_KiTS", alias, model.id()))
                    .as(alias)
                    .isInstanceOf(PipelineException.class);
        }
    }

    @Test
    void refusesManifestsThatNameFilesOutsideOfTheFolder() {
        for (String path : List.of("../plans.json", "/plans.json", "a//b", "a/../../b", "")) {
            String json = """
                    {"format": "nephrite-model-1", "dataset": "D", "origin": "",
                     "configurations": [{"configuration": "2d", "folds": ["0"]}],
                     "files": {"%s": {"bytes": 1, "sha256": "00"}}}
                    """.formatted(path);
            assertThatThrownBy(() -> ModelManifest.parse(json.getBytes(StandardCharsets.UTF_8), "model.json"))
                    .as(path)
                    .isInstanceOf(PipelineException.class)
                    .hasMessageContaining("names of files inside a folder");
        }
    }
}

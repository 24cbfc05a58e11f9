package io.nephrite.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.local.store.StoreFixture;
import io.nephrite.s3.MinioObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetUploadTest {
    private static final DatasetUpload.Progress SILENT = (files, of, bytes) -> {};

    @TempDir
    Path folder;

    @Test
    void sendsOnlyWhatIsNewOrDifferentAndDeletesWhatIsGone() throws Exception {
        Path task = folder.resolve("Task 001_Test");
        Files.createDirectories(task.resolve("imagesTr"));
        Files.writeString(task.resolve("dataset.json"), "{}");
        byte[] large = new byte[(int) MinioObjectStore.PART_BYTES + 12345];
        new Random(1).nextBytes(large);
        Files.write(task.resolve("imagesTr/large_0000.nii.gz"), large);
        Files.write(task.resolve("imagesTr/small_0000.nii.gz"), new byte[] {1, 2, 3});
        Files.write(task.resolve("imagesTr/._small_0000.nii.gz"), new byte[] {9});
        Map<String, byte[]> documents = Map.of(ObjectKeys.GOAL_FILE, new byte[] {'{', '}'});

        try (StoreFixture fixture = new StoreFixture(folder)) {
            ObjectStore datasets = fixture.bucket(ObjectKeys.DATASETS);
            DatasetUpload upload = new DatasetUpload(datasets, MinioObjectStore.PART_BYTES);

            assertThat(upload.mirror(DatasetFolder.open(task), documents, false, SILENT))
                    .isEqualTo(new DatasetUpload.Outcome(4, 4, large.length + 7, 0));
            assertThat(datasets.list("Task 001_Test/"))
                    .extracting(ObjectInfo::key)
                    .containsExactly(
                            "Task 001_Test/dataset.json",
                            "Task 001_Test/imagesTr/large_0000.nii.gz",
                            "Task 001_Test/imagesTr/small_0000.nii.gz",
                            "Task 001_Test/run.json");
            assertThat(datasets.bytes("Task 001_Test/imagesTr/large_0000.nii.gz"))
                    .isEqualTo(large);

            assertThat(upload.mirror(DatasetFolder.open(task), documents, false, SILENT))
                    .as("everything is there already")
                    .isEqualTo(new DatasetUpload.Outcome(4, 0, 0, 0));

            large[large.length - 1]++;
            Files.write(task.resolve("imagesTr/large_0000.nii.gz"), large);
            Files.delete(task.resolve("imagesTr/small_0000.nii.gz"));
            assertThat(upload.mirror(DatasetFolder.open(task), documents, false, SILENT))
                    .isEqualTo(new DatasetUpload.Outcome(3, 1, large.length, 1));
        }
    }

    @Test
    void keepsDatasetsApartWhoseNamesDifferBeyondAscii() throws Exception {
        InMemoryObjectStore datasets = new InMemoryObjectStore();
        for (String name : List.of("数据一", "数据二", "Klinik Süd", "Klinik_S_d")) {
            dataset(folder.resolve(name), name);
            mirror(datasets, folder.resolve(name), false);
        }

        for (String name : List.of("数据一", "数据二", "Klinik Süd", "Klinik_S_d")) {
            assertThat(new String(datasets.bytes(name + "/imagesTr/a_0000.nii.gz"), StandardCharsets.UTF_8))
                    .isEqualTo(name);
        }
    }

    @Test
    void removesAndReplacesNothingThatAnotherFolderHasUploadedUnlessItIsAskedTo() throws Exception {
        InMemoryObjectStore datasets = new InMemoryObjectStore();
        dataset(folder.resolve("one/Task"), "first");
        Files.writeString(folder.resolve("one/Task/imagesTr/b_0000.nii.gz"), "first");
        dataset(folder.resolve("two/Task"), "second");
        mirror(datasets, folder.resolve("one/Task"), false);

        assertThatThrownBy(() -> mirror(datasets, folder.resolve("two/Task"), false))
                .isInstanceOf(ReplaceNotConfirmed.class)
                .hasMessageContaining("was uploaded from " + folder.resolve("one/Task"))
                .hasMessageContaining("would remove 1 file (imagesTr/b_0000.nii.gz) and replace 2 files"
                        + " (dataset.json, imagesTr/a_0000.nii.gz)")
                .hasMessageContaining("--replace");
        assertThat(datasets.bytes("Task/imagesTr/b_0000.nii.gz")).asString().isEqualTo("first");

        assertThat(mirror(datasets, folder.resolve("two/Task"), true).deleted()).isEqualTo(1);
        assertThat(datasets.bytes("Task/imagesTr/a_0000.nii.gz")).asString().isEqualTo("second");

        Files.delete(folder.resolve("two/Task/imagesTr/a_0000.nii.gz"));
        assertThat(mirror(datasets, folder.resolve("two/Task"), false).deleted())
                .as("what this folder has put goes with its file")
                .isEqualTo(1);
    }

    @Test
    void asksBeforeItTouchesWhatOthersHavePut() throws Exception {
        InMemoryObjectStore datasets = new InMemoryObjectStore();
        Path task = dataset(folder.resolve("Task"), "mine");
        mirror(datasets, task, false);
        datasets.put("Task/imagesTr/theirs_0000.nii.gz", new byte[] {1});

        assertThatThrownBy(() -> mirror(datasets, task, false))
                .isInstanceOf(ReplaceNotConfirmed.class)
                .hasMessageContaining("others have written to as well")
                .hasMessageContaining("remove 1 file (imagesTr/theirs_0000.nii.gz) and replace 0 files");
        datasets.delete("Task/imagesTr/theirs_0000.nii.gz");
        datasets.put("Task/imagesTr/a_0000.nii.gz", new byte[] {1});
        assertThatThrownBy(() -> mirror(datasets, task, false)).isInstanceOf(ReplaceNotConfirmed.class);
    }

    @Test
    void goesOnUnaskedWhereAnUploadWasCutOff() throws Exception {
        InMemoryObjectStore datasets = new InMemoryObjectStore();
        Path task = dataset(folder.resolve("Task"), "mine");
        datasets.failNext("Task/dataset.json");
        assertThatThrownBy(() -> mirror(datasets, task, false)).isInstanceOf(PipelineException.class);
        Files.writeString(task.resolve("imagesTr/a_0000.nii.gz"), "changed");

        assertThat(mirror(datasets, task, false).sent()).isEqualTo(2);
    }

    private static DatasetUpload.Outcome mirror(ObjectStore datasets, Path task, boolean replace) throws Exception {
        return new DatasetUpload(datasets, MinioObjectStore.PART_BYTES)
                .mirror(DatasetFolder.open(task), Map.of(), replace, SILENT);
    }

    private static Path dataset(Path task, String content) throws IOException {
        Files.createDirectories(task.resolve("imagesTr"));
        Files.writeString(task.resolve("dataset.json"), "{\"name\": \"" + content + "\"}");
        Files.writeString(task.resolve("imagesTr/a_0000.nii.gz"), content);
        return task;
    }
}

package io.nephrite.local.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.local.store.StoreFixture;
import io.nephrite.s3.MinioObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatasetUploadTest {
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

            assertThat(upload.mirror(DatasetFolder.open(task), documents, SILENT))
                    .isEqualTo(new DatasetUpload.Outcome(4, 4, large.length + 7, 0));
            assertThat(datasets.list("Task_001_Test/"))
                    .extracting(ObjectInfo::key)
                    .containsExactly(
                            "Task_001_Test/dataset.json",
                            "Task_001_Test/imagesTr/large_0000.nii.gz",
                            "Task_001_Test/imagesTr/small_0000.nii.gz",
                            "Task_001_Test/run.json");
            assertThat(datasets.bytes("Task_001_Test/imagesTr/large_0000.nii.gz"))
                    .isEqualTo(large);

            assertThat(upload.mirror(DatasetFolder.open(task), documents, SILENT))
                    .as("everything is there already")
                    .isEqualTo(new DatasetUpload.Outcome(4, 0, 0, 0));

            large[large.length - 1]++;
            Files.write(task.resolve("imagesTr/large_0000.nii.gz"), large);
            Files.delete(task.resolve("imagesTr/small_0000.nii.gz"));
            assertThat(upload.mirror(DatasetFolder.open(task), documents, SILENT))
                    .isEqualTo(new DatasetUpload.Outcome(3, 1, large.length, 1));
        }
    }
}

package io.nephrite.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minio.UploadObjectArgs;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.pipeline.CurrentVersion;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.local.store.EmbeddedStore;
import io.nephrite.s3.MinioObjectStore;
import io.nephrite.s3.S3Connection;
import io.nephrite.testkit.PlannedDataset;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup of real stores, restored into an empty one. */
class BackupTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path folder;

    private EmbeddedStore oldServer;
    private EmbeddedStore newServer;

    @BeforeEach
    void start() throws Exception {
        oldServer = start("old");
        newServer = start("new");
    }

    @AfterEach
    void stop() throws Exception {
        oldServer.close();
        newServer.close();
    }

    @Test
    void restoresEveryObjectWithTheNameOfItsContent() throws Exception {
        ObjectStore datasets = bucket(oldServer, ObjectKeys.DATASETS);
        ObjectStore results = bucket(oldServer, ObjectKeys.NEPHRITE);
        byte[] large = new byte[20 * MIB];
        new Random(5).nextBytes(large);
        datasets.put("Task 1/imagesTr/ä_0000.nii.gz", large);
        datasets.put("Task 1/dataset.json", "{}".getBytes(UTF_8));
        uploadInParts("Task 1/imagesTr/b_0000.nii.gz", large, 8L * MIB);
        uploadInParts("Task 1/imagesTr/c_0000.nii.gz", large, 32L * MIB);
        results.put("Task 1/volumes/p/a.npy.zst", large);
        results.put("_jobs/trainer/clock/worker", new byte[1]);
        results.put("_jobs/trainer/open/job.json", "{}".getBytes(UTF_8));

        Backup.Outcome first = backup().run();
        Backup.Outcome second = backup().run();
        Restore.Outcome restored = restore().run();

        assertThat(first.copied()).isEqualTo(6);
        assertThat(second.copied()).as("nothing has changed").isZero();
        assertThat(restored.renamed()).isEmpty();
        assertThat(names(newServer, ObjectKeys.DATASETS)).isEqualTo(names(oldServer, ObjectKeys.DATASETS));
        Map<String, String> made = names(oldServer, ObjectKeys.NEPHRITE);
        made.remove("_jobs/trainer/clock/worker");
        assertThat(names(newServer, ObjectKeys.NEPHRITE)).isEqualTo(made);
    }

    @Test
    void leavesNothingToDoOfFinishedWork() throws Exception {
        ObjectStore datasets = bucket(oldServer, ObjectKeys.DATASETS);
        ObjectStore results = bucket(oldServer, ObjectKeys.NEPHRITE);
        PlannedDataset planned = PlannedDataset.write(results, 2, Milestone.PLANS, "{}");
        String dataset = planned.manifest().dataset();
        datasets.put(dataset + "/dataset.json", "{}".getBytes(UTF_8));
        awaitLaterSecond(datasets, results, dataset);
        assertThat(finished(oldServer, dataset)).isTrue();

        backup().run();
        restore().run();

        assertThat(finished(newServer, dataset)).isTrue();
    }

    @Test
    void followsWhatChangesAndGoes() throws Exception {
        ObjectStore results = bucket(oldServer, ObjectKeys.NEPHRITE);
        results.put("a", new byte[1]);
        results.put("b", new byte[1]);
        backup().run();
        results.put("a", new byte[2]);
        results.delete("b");

        Backup.Outcome outcome = backup().run();

        assertThat(outcome.copied()).isEqualTo(1);
        assertThat(outcome.removed()).isEqualTo(1);
        restore().run();
        assertThat(names(newServer, ObjectKeys.NEPHRITE)).isEqualTo(names(oldServer, ObjectKeys.NEPHRITE));
    }

    @Test
    void goesOnWhereARestoreHasEnded() throws Exception {
        ObjectStore results = bucket(oldServer, ObjectKeys.NEPHRITE);
        results.put("a", new byte[1]);
        results.put("b", new byte[2]);
        backup().run();
        bucket(newServer, ObjectKeys.NEPHRITE).put("a", new byte[1]);

        restore().run();

        assertThat(names(newServer, ObjectKeys.NEPHRITE)).hasSize(2);
    }

    @Test
    void refusesASystemThatHoldsSomethingElse() throws Exception {
        backup().run();
        bucket(newServer, ObjectKeys.DATASETS).put("Other/dataset.json", new byte[1]);

        assertThatThrownBy(() -> restore().run())
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("Other/dataset.json");
    }

    @Test
    void refusesABackupThatIsNotWholeOrWasChanged() throws Exception {
        assertThatThrownBy(() -> restore().run()).isInstanceOf(BadInput.class).hasMessageContaining("no whole backup");
        bucket(oldServer, ObjectKeys.NEPHRITE).put("a", new byte[1]);
        backup().run();
        Files.write(folder.resolve("backup/nephrite/a"), new byte[] {9});

        assertThatThrownBy(() -> restore().run())
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("not what the backup's index says");
    }

    private void uploadInParts(String key, byte[] bytes, long partBytes) throws Exception {
        Path file = Files.write(folder.resolve("upload"), bytes);
        connection(oldServer)
                .client()
                .uploadObject(UploadObjectArgs.builder()
                        .bucket(ObjectKeys.DATASETS)
                        .object(key)
                        .filename(file.toString(), partBytes)
                        .build());
    }

    /** As after real work, which takes longer. */
    private static void awaitLaterSecond(ObjectStore datasets, ObjectStore results, String dataset) {
        ObjectInfo uploaded = datasets.list("").get(0);
        do {
            new CurrentVersion(
                            CurrentVersion.find(results, dataset).orElseThrow().version(), Milestone.PLANS)
                    .write(results, dataset);
        } while (!results.stat(ObjectKeys.current(dataset))
                .orElseThrow()
                .lastModified()
                .isAfter(uploaded.lastModified()));
    }

    private static boolean finished(EmbeddedStore server, String dataset) {
        return new FinishedWork(bucket(server, ObjectKeys.DATASETS), bucket(server, ObjectKeys.NEPHRITE))
                .version(dataset, Milestone.PLANS)
                .isPresent();
    }

    private Backup backup() {
        return new Backup(
                bucket(oldServer, ObjectKeys.DATASETS),
                bucket(oldServer, ObjectKeys.NEPHRITE),
                folder.resolve("backup"));
    }

    private Restore restore() {
        return new Restore(
                bucket(newServer, ObjectKeys.DATASETS),
                bucket(newServer, ObjectKeys.NEPHRITE),
                folder.resolve("backup"));
    }

    private static Map<String, String> names(EmbeddedStore server, String bucket) {
        return bucket(server, bucket).list("").stream()
                .collect(Collectors.toMap(ObjectInfo::key, ObjectInfo::etag, (a, b) -> a, TreeMap::new));
    }

    private EmbeddedStore start(String name) throws Exception {
        return EmbeddedStore.startForReading(folder.resolve(name), List.of(Namespace.WHOLE), "access", "secret-key");
    }

    private static MinioObjectStore bucket(EmbeddedStore server, String bucket) {
        return new MinioObjectStore(connection(server).client(), bucket);
    }

    private static S3Connection connection(EmbeddedStore server) {
        return new S3Connection(URI.create(server.endpoint()), "access", "secret-key", S3Connection.USUAL_REGION);
    }
}

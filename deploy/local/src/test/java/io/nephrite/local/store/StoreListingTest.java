package io.nephrite.local.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.s3.MinioObjectStore;
import io.nephrite.s3.S3Connection;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** What the embedded store lists, of many objects and after it was killed. */
class StoreListingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    /** When each page walked the folder, this took 16 times as long. */
    @Test
    @Timeout(120)
    void listsManyObjectsWithoutWalkingTheFolderForEachPage() throws Exception {
        int count = Integer.getInteger("nephrite.listed", 3_000);
        FilesystemNio2BlobStore files = new FilesystemNio2BlobStore(folder.toString());
        Files.createDirectories(folder.resolve(ObjectKeys.NEPHRITE));
        for (int i = 0; i < count; i++) {
            files.putBlob(
                    PutObjectRequest.builder()
                            .bucket(ObjectKeys.NEPHRITE)
                            .key("Task_%d/checks/case_%06d.json".formatted(i % 4, i))
                            .build(),
                    new ByteArrayInputStream(new byte[] {1}));
        }
        long started = System.nanoTime();
        EmbeddedStore server = open();
        try (server) {
            ObjectStore store = store(server);
            long opened = System.nanoTime();
            assertThat(store.list("")).hasSize(count);
            long listed = System.nanoTime();
            assertThat(store.list("Task_1/")).hasSize(count / 4);
            assertThat(store.folders("")).containsExactly("Task_0", "Task_1", "Task_2", "Task_3");
            System.out.printf(
                    "%d objects: opened in %.1f s, listed in %.1f s, a quarter and folders in %.1f s%n",
                    count, (opened - started) / 1e9, (listed - opened) / 1e9, (System.nanoTime() - listed) / 1e9);
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(PATIENCE);
        }
    }

    @Test
    void listsTheSameAfterItWasKilled() throws Exception {
        EmbeddedStore killed = open();
        try (killed) {
            ObjectStore store = store(killed);
            for (String key : List.of("a/b", "a/c", "a-b", "a.json", "z/y/x/w", "gone")) {
                store.put(key, key.getBytes(StandardCharsets.UTF_8));
            }
            store.delete("gone");
            store.put("large", new byte[(int) MinioObjectStore.PART_BYTES + 1]);
            putFolderObject(killed, "made-by-a-client/");
            Map<String, ObjectInfo> before = listed(store);

            EmbeddedStore next = open();
            try (next) {
                assertThat(listed(store(next))).isEqualTo(before);
            }
            assertThat(before.keySet())
                    .containsExactly("a-b", "a.json", "a/b", "a/c", "large", "made-by-a-client/", "z/y/x/w");
        }
    }

    @Test
    void readsWhatStandsInTheFilesForEachListing() throws Exception {
        EmbeddedStore server = open();
        try (server) {
            ObjectStore store = store(server);
            store.put("a", new byte[1]);
            ObjectInfo before = store.list("").get(0);
            store.put("a", new byte[2]);

            ObjectInfo after = store.list("").get(0);
            assertThat(after.size()).isEqualTo(2);
            assertThat(after.etag()).isNotEqualTo(before.etag());
        }
    }

    @Test
    void doesNotLoseAKeyThatIsPutAndDeletedByMany() throws Exception {
        EmbeddedStore server = open();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (server) {
            ObjectStore store = store(server);
            List<Future<?>> all = IntStream.range(0, 8)
                    .<Future<?>>mapToObj(thread -> threads.submit(() -> {
                        for (int i = 0; i < 25; i++) {
                            store.put("shared", new byte[] {(byte) i});
                            store.list("");
                            store.delete("shared");
                            store.put("of-" + thread, new byte[] {(byte) i});
                        }
                        store.put("shared", new byte[] {1});
                        return null;
                    }))
                    .collect(Collectors.toList());
            for (Future<?> one : all) {
                one.get();
            }
            assertThat(listed(store).containsKey("shared")).isEqualTo(store.exists("shared"));
            assertThat(store.list("of-")).hasSize(8);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void refusesToListABucketThatIsNotThere() throws Exception {
        EmbeddedStore server = open();
        try (server) {
            ObjectStore nowhere = new MinioObjectStore(connection(server).client(), "nowhere");

            assertThatThrownBy(() -> nowhere.list("")).hasMessageContaining("nowhere");
        }
    }

    private static Map<String, ObjectInfo> listed(ObjectStore store) {
        return store.list("").stream().collect(Collectors.toMap(ObjectInfo::key, o -> o, (a, b) -> a, TreeMap::new));
    }

    private static void putFolderObject(EmbeddedStore server, String key) throws Exception {
        MinioClient client = connection(server).client();
        client.putObject(PutObjectArgs.builder().bucket(ObjectKeys.NEPHRITE).object(key).stream(
                        new ByteArrayInputStream(new byte[0]), 0L, -1L)
                .build());
    }

    private EmbeddedStore open() throws Exception {
        return EmbeddedStore.startForReading(folder, List.of(Namespace.WHOLE), "access", "secret-key");
    }

    private static ObjectStore store(EmbeddedStore server) {
        return new MinioObjectStore(connection(server).client(), ObjectKeys.NEPHRITE);
    }

    private static S3Connection connection(EmbeddedStore server) {
        return new S3Connection(URI.create(server.endpoint()), "access", "secret-key", S3Connection.USUAL_REGION);
    }
}

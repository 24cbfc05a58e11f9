package io.nephrite.local.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.s3.MinioObjectStore;
import io.nephrite.s3.S3Connection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded store on a real disk that is full. */
class FullEmbeddedStoreTest {
    private static final int DISK_BYTES = 4 << 20;

    @TempDir
    Path folder;

    private Path disk;

    @BeforeEach
    void mountDisk() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "tmpfs", disk.toString()) == 0,
                "SKIPPED: this user may not mount a small disk");
    }

    @AfterEach
    void unmountDisk() throws Exception {
        run("umount", disk.toString());
    }

    @Test
    void tellsHowManyBytesAreNeededAndHowManyAreFree() throws Exception {
        EmbeddedStore server = EmbeddedStore.startForReading(disk, List.of(Namespace.WHOLE), "access", "secret-key");
        try (server) {
            S3Connection connection =
                    new S3Connection(URI.create(server.endpoint()), "access", "secret-key", S3Connection.USUAL_REGION);
            ObjectStore store = new MinioObjectStore(connection.client(), ObjectKeys.NEPHRITE);
            for (int bytes : new int[] {DISK_BYTES + 1, (int) MinioObjectStore.PART_BYTES + 1}) {
                assertThatThrownBy(() -> store.put("large", new byte[bytes]))
                        .isInstanceOfSatisfying(
                                PipelineException.class,
                                e -> assertThat(e.code()).isEqualTo(FailureCode.DISK_UNAVAILABLE))
                        .hasMessageContaining(bytes + " bytes are needed")
                        .hasMessageContaining("bytes are free below " + disk);
            }
            assertThat(store.list("")).as("nothing half-written is shown").isEmpty();

            store.put("small", new byte[1000]);
            assertThat(store.list("")).extracting(ObjectInfo::key).containsExactly("small");
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}

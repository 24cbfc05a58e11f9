package io.nephrite.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LocalDiskTest {
    @Test
    void saysWhichFolderNeedsHowManyBytesAndHowManyAreFree() throws IOException {
        try (FileSystem small = fileSystem()) {
            Path folder = Files.createDirectory(small.getPath("/cache"));
            LocalDisk disk = LocalDisk.ofService("volume cache", folder);
            Path other = Files.write(folder.resolve("other"), new byte[60 << 10]);

            assertThatThrownBy(() -> fill(disk, folder.resolve("file")))
                    .isInstanceOfSatisfying(PipelineException.class, e -> {
                        assertThat(e.code()).isEqualTo(FailureCode.DISK_UNAVAILABLE);
                        assertThat(e.code().kind().isWaitedFor()).isTrue();
                        assertThat(e)
                                .hasMessageContaining("volume cache /cache")
                                .hasMessageContaining("51200 bytes are needed")
                                .hasMessageContaining("bytes are free")
                                .hasMessageContaining("NEPHRITE_CACHE_DIR");
                    });

            Files.delete(other);
            assertThatCode(() -> fill(disk, folder.resolve("file"))).doesNotThrowAnyException();
            assertThat(folder.resolve("file")).hasSize(50 << 10);
        }
    }

    private static void fill(LocalDisk disk, Path file) throws IOException {
        try (OutputStream out = disk.write(file)) {
            for (int i = 0; i < 50; i++) {
                out.write(new byte[1 << 10]);
            }
        }
    }

    private static FileSystem fileSystem() {
        return Jimfs.newFileSystem(Configuration.unix().toBuilder()
                .setMaxSize(100 << 10)
                .setBlockSize(1 << 10)
                .build());
    }
}

package io.nephrite.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.testkit.ObjectStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderObjectStoreTest extends ObjectStoreContract {
    @TempDir
    private Path folder;

    @Override
    protected ObjectStore store() {
        return new FolderObjectStore(folder);
    }

    @Test
    void keysAreThePathsOfFilesWhereTheFolderIsTheEmptyPath(@TempDir Path elsewhere) throws IOException {
        Path file = Files.write(elsewhere.resolve("a.raw"), new byte[] {1, 2, 3});
        ObjectStore files = new FolderObjectStore(Path.of(""));

        assertThat(files.bytes(file.toString())).containsExactly(1, 2, 3);
        assertThat(files.stat(file.toString()).orElseThrow().key()).isEqualTo(file.toString());
        assertThat(files.exists(file + ".none")).isFalse();
    }
}

package io.nephrite.local.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path root;

    @Test
    void isTakenAsLongAsSomebodyHasIt() throws IOException {
        assertThat(DataFolder.isTaken(root)).isFalse();
        try (DataFolder folder = DataFolder.take(root).orElseThrow()) {
            assertThat(folder.root()).isEqualTo(root);
            assertThat(DataFolder.isTaken(root)).isTrue();
            assertThat(DataFolder.take(root)).isEqualTo(Optional.empty());
        }
        assertThat(DataFolder.isTaken(root)).isFalse();
    }
}

package io.nephrite.preprocess.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.testkit.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeStoreTest {
    @TempDir
    Path folder;

    private final InMemoryObjectStore store = new InMemoryObjectStore();

    @Test
    void storesNothingHalfWrittenOnAFullDiskAndGoesOnWhenThereIsRoom() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 64)) {
            VolumeStore volumes = new VolumeStore(store, disk.folder());
            fails(volumes, "bytes are needed, ");
            disk.enlarge(1024);
            volumes.put("key", noise(), 1, 1, 1, 100_000);
            assertThat(store.bytes("key")).hasSizeBetween(64 << 10, 500_000);
            assertThat(list(disk.folder())).isZero();
        }
    }

    @Test
    void waitsForADiskThatCannotBeWritten() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 1024)) {
            disk.makeReadOnly();
            VolumeStore volumes = new VolumeStore(store, disk.folder());
            fails(volumes, "Read-only file system");
            disk.enlarge(1024);
            volumes.put("key", noise(), 1, 1, 1, 100_000);
            assertThat(store.exists("key")).isTrue();
        }
    }

    @Test
    void waitsForAFolderThatCannotBeMade() throws IOException {
        Path inTheWay = Files.writeString(folder.resolve("scratch"), "a file");
        VolumeStore volumes = new VolumeStore(store, inTheWay);
        fails(volumes, "cannot be written");
        Files.delete(inTheWay);
        volumes.put("key", noise(), 1, 1, 1, 100_000);
        assertThat(store.exists("key")).isTrue();
    }

    private void fails(VolumeStore volumes, String message) {
        assertThatThrownBy(() -> volumes.put("key", noise(), 1, 1, 1, 100_000))
                .isInstanceOfSatisfying(PipelineException.class, e -> {
                    assertThat(e.code()).isEqualTo(FailureCode.DISK_UNAVAILABLE);
                    assertThat(e).hasMessageContaining("scratch folder").hasMessageContaining(message);
                });
        assertThat(store.keys()).isEmpty();
    }

    private static long list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    /** Does not pack. */
    private static float[] noise() {
        float[] values = new float[100_000];
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }
}

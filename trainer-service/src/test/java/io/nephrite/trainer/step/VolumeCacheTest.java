package io.nephrite.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.core.store.ObjectStore.NoSuchObjectException;
import io.nephrite.testkit.ManualClock;
import io.nephrite.testkit.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeCacheTest {
    /** An unpacked volume: 128 bytes of header and 1000 values. */
    private static final long BYTES = 4128;

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final ManualClock clock = new ManualClock();
    private final String[] sha256 = new String[4];

    @TempDir
    Path folder;

    @BeforeEach
    void volumes() {
        for (int i = 0; i < sha256.length; i++) {
            float[] values = new float[1000];
            values[0] = i;
            sha256[i] = PackedVolume.put(store, "volume" + i, values, 1, 1, 1, 1000);
        }
    }

    @Test
    void fetchesAVolumeOnce() throws IOException {
        VolumeCache cache = cache(10);
        take(cache, 0);
        assertThat(file(0)).hasSize(BYTES);
        store.delete("volume0");
        assertThat(take(cache, 0)).isZero();
    }

    @Test
    void keepsVolumesAcrossRestartsButChecksThem() throws IOException {
        take(cache(10), 0);
        byte[] whole = Files.readAllBytes(file(0));
        byte[] damaged = whole.clone();
        damaged[4000] ^= 1;
        Files.write(file(0), damaged);
        take(cache(10), 0);
        assertThat(file(0)).hasBinaryContent(whole);
        store.delete("volume0");
        assertThat(take(cache(10), 0)).isZero();
    }

    @Test
    void refusesAVolumeThatIsNotWhatItsPropertiesSay() {
        try (VolumeCache.Hold hold = cache(10).hold()) {
            assertThatThrownBy(() -> hold.volume("volume0", sha256[1]))
                    .isInstanceOfSatisfying(
                            PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INVALID_CASE))
                    .hasMessageContaining("volume0");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void forgetsTheLongestUnusedFirst() {
        VolumeCache cache = cache(2);
        take(cache, 0);
        take(cache, 1);
        take(cache, 0);
        take(cache, 2);
        store.delete("volume0");
        store.delete("volume1");
        assertThat(take(cache, 0)).isZero();
        assertThatThrownBy(() -> take(cache, 1)).isInstanceOf(NoSuchObjectException.class);
    }

    @Test
    void keepsWhatIsHeldAndSaysWhenThatIsTooMuch() {
        VolumeCache cache = cache(2);
        try (VolumeCache.Hold hold = cache.hold()) {
            hold.volume("volume0", sha256[0]);
            hold.volume("volume1", sha256[1]);
            assertThatThrownBy(() -> hold.volume("volume2", sha256[2]))
                    .isInstanceOfSatisfying(
                            PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.OUT_OF_MEMORY))
                    .hasMessageContaining("NEPHRITE_CACHE_GIB");
            assertThat(file(0)).exists();
        }
        assertThat(take(cache, 2)).isEqualTo(2);
    }

    @Test
    void processesMayShareAFolderThatIsTooSmallForBoth() throws Exception {
        List<Callable<Integer>> processes = new ArrayList<>();
        for (int seed = 0; seed < 3; seed++) {
            VolumeCache cache = new VolumeCache(store, folder, BYTES, Clock.systemUTC());
            Random random = new Random(seed);
            processes.add(() -> {
                int found = 0;
                for (int i = 0; i < 200; i++) {
                    int volume = random.nextInt(sha256.length);
                    try (VolumeCache.Hold hold = cache.hold()) {
                        float value = hold.volume("volume" + volume, sha256[volume])
                                .floats(0)
                                .get(0);
                        found += value == volume ? 1 : 0;
                    }
                }
                return found;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(processes.size());
        try {
            for (Future<Integer> found : threads.invokeAll(processes)) {
                assertThat(found.get()).isEqualTo(200);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void removesPartsThatAKilledProcessLeft() throws IOException {
        Path left = Files.writeString(folder.resolve("part1.tmp"), "half");
        Path young = Files.writeString(folder.resolve("part2.tmp"), "half");
        Files.setLastModifiedTime(left, FileTime.from(clock.instant().minus(Duration.ofHours(2))));
        Files.setLastModifiedTime(young, FileTime.from(clock.instant()));
        take(cache(10), 0);
        assertThat(left).doesNotExist();
        assertThat(young).exists();
    }

    /** @return the value that tells the volumes apart */
    private float take(VolumeCache cache, int volume) {
        clock.advance(Duration.ofMinutes(1));
        try (VolumeCache.Hold hold = cache.hold()) {
            return hold.volume("volume" + volume, sha256[volume]).floats(0).get(0);
        }
    }

    @Test
    void removesWhatNobodyNeedsBeforeItCallsADiskFull() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 12)) {
            VolumeCache cache = new VolumeCache(store, disk.folder(), 100 * BYTES, clock);
            Path earlier = disk.folder().resolve("0".repeat(64) + ".npy");
            Files.write(earlier, new byte[8 << 10]);
            assertThat(take(cache, 1)).isEqualTo(1);
            assertThat(earlier).doesNotExist();
        }
    }

    @Test
    void saysHowMuchRoomTheDiskLacksAndGoesOnWhenThereIsSome() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 12)) {
            VolumeCache cache = new VolumeCache(store, disk.folder(), 100 * BYTES, clock);
            try (VolumeCache.Hold hold = cache.hold()) {
                hold.volume("volume0", sha256[0]);
                lacksRoom(() -> hold.volume("volume1", sha256[1]), "4128 bytes are needed, ");
                disk.enlarge(64);
                assertThat(hold.volume("volume1", sha256[1]).floats(0).get(0)).isEqualTo(1);
            }
        }
    }

    @Test
    void waitsForADiskThatCannotBeWritten() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 64)) {
            disk.makeReadOnly();
            VolumeCache cache = new VolumeCache(store, disk.folder(), 100 * BYTES, clock);
            lacksRoom(() -> take(cache, 0), "Read-only file system");
            disk.enlarge(64);
            assertThat(take(cache, 0)).isZero();
        }
    }

    @Test
    void waitsForAFolderThatCannotBeMade() throws IOException {
        Path inTheWay = Files.writeString(folder.resolve("cache"), "a file");
        VolumeCache cache = new VolumeCache(store, inTheWay, 100 * BYTES, clock);
        lacksRoom(() -> take(cache, 0), "cannot be written");
        Files.delete(inTheWay);
        assertThat(take(cache, 0)).isZero();
    }

    @Test
    void refusesAPackedVolumeThatIsDamaged() {
        byte[] packed = store.bytes("volume0");
        packed[packed.length / 2] ^= 0x55;
        packed[0] ^= 0x55;
        store.put("volume0", packed);
        assertThatThrownBy(() -> take(cache(10), 0))
                .isInstanceOfSatisfying(
                        PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.INVALID_CASE));
    }

    private static void lacksRoom(ThrowingCallable work, String message) {
        assertThatThrownBy(work).isInstanceOfSatisfying(PipelineException.class, e -> {
            assertThat(e.code()).isEqualTo(FailureCode.DISK_UNAVAILABLE);
            assertThat(e).hasMessageContaining("volume cache").hasMessageContaining(message);
        });
    }

    private Path file(int volume) {
        return folder.resolve(sha256[volume] + ".npy");
    }

    private VolumeCache cache(int volumes) {
        return new VolumeCache(store, folder, volumes * BYTES, clock);
    }
}

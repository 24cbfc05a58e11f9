package io.nephrite.preprocess.step;

import io.nephrite.core.store.Content;
import io.nephrite.core.store.LocalDisk;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.npy.Npy;
import io.nephrite.imaging.volume.LabelArray;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes arrays as {@code .npy.zst} objects. The packed array goes through a file, since a put needs its size first and
 * memory is what large cases lack. A disk without room makes a DISK_UNAVAILABLE.
 */
public final class VolumeStore {
    private final ObjectStore store;
    private final Path scratch;
    private final LocalDisk disk;

    /**
     * Makes a writer of volumes.
     *
     * @param scratch folder for one file at a time and writer
     */
    public VolumeStore(ObjectStore store, Path scratch) {
        this.store = store;
        this.scratch = scratch;
        this.disk = LocalDisk.ofService("scratch folder", scratch);
    }

    /** @param shape slowest axis first */
    void put(String key, float[] values, int... shape) {
        put(key, out -> Npy.write(out, values, shape));
    }

    /** @param shape slowest axis first */
    void put(String key, LabelArray labels, int... shape) {
        put(key, out -> Npy.write(out, labels, shape));
    }

    private void put(String key, Writer writer) {
        try {
            Files.createDirectories(scratch);
            Path file = Files.createTempFile(scratch, "volume", ".npy.zst");
            try {
                try (OutputStream out = Npy.compressing(new BufferedOutputStream(disk.write(file)))) {
                    writer.write(out);
                }
                store.put(key, Content.of(file));
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw disk.unavailable(e);
        }
    }

    private interface Writer {
        void write(OutputStream out) throws IOException;
    }
}

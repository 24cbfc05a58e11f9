package io.nephrite.trainer.step;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.store.Content;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.npy.Npy;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps the logits of a validation case until the configuration is chosen: half precision, packed. */
final class KeptLogitsWriter {
    private KeptLogitsWriter() {}

    /**
     * @param logits (K, Z, Y, X), numbers of half precision
     * @param shape of one of the K outputs
     */
    static void write(ObjectStore results, String key, float[] logits, Shape3 shape) {
        Path file = null;
        try {
            // in a file, not in memory beside the volumes
            file = Files.createTempFile("logits", ".npy.zst");
            int outputs = Math.toIntExact(logits.length / shape.voxels());
            try (OutputStream out = Npy.compressing(new BufferedOutputStream(Files.newOutputStream(file)))) {
                Npy.writeHalf(out, logits, outputs, shape.z(), shape.y(), shape.x());
            }
            results.put(key, Content.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException("the logits of " + key + " cannot be written to a temporary file", e);
        } finally {
            delete(file);
        }
    }

    private static void delete(Path file) {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

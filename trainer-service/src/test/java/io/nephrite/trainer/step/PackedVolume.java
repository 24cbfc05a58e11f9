package io.nephrite.trainer.step;

import io.nephrite.core.json.ContentHash;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.npy.Npy;
import io.nephrite.imaging.volume.LabelArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;

/** A volume as the preprocess service stores it. */
final class PackedVolume {
    private PackedVolume() {}

    /**
     * Stores an array, packed.
     *
     * @return SHA-256 of the unpacked array
     */
    static String put(ObjectStore store, String key, float[] values, int... shape) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try {
            Npy.write(plain, values, shape);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return put(store, key, plain.toByteArray());
    }

    static String put(ObjectStore store, String key, LabelArray values, int... shape) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try {
            Npy.write(plain, values, shape);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return put(store, key, plain.toByteArray());
    }

    private static String put(ObjectStore store, String key, byte[] npy) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = Npy.compressing(packed)) {
            out.write(npy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        store.put(key, packed.toByteArray());
        return HexFormat.of().formatHex(ContentHash.sha256().digest(npy));
    }
}

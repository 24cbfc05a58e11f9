package io.nephrite.imaging.preprocess;

import io.nephrite.core.geometry.Shape3;
import io.nephrite.core.json.ContentHash;
import io.nephrite.imaging.npy.Npy;
import io.nephrite.imaging.volume.LabelArray;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** SHA-256 of the volumes as uncompressed {@code .npy} files, so that {@code sha256sum} can check an export. */
record VolumeHashes(String image, String segmentation) {
    static VolumeHashes of(float[] image, int channels, LabelArray segmentation, Shape3 shape) {
        return new VolumeHashes(
                hash(out -> Npy.write(out, image, channels, shape.z(), shape.y(), shape.x())),
                hash(out -> Npy.write(out, segmentation, 1, shape.z(), shape.y(), shape.x())));
    }

    private static String hash(Writing writing) {
        MessageDigest digest = ContentHash.sha256();
        try (DigestOutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException("a digest does not fail to be written", e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private interface Writing {
        void to(OutputStream out) throws IOException;
    }
}

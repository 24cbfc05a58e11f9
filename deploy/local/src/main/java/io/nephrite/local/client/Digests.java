package io.nephrite.local.client;

import io.nephrite.core.json.ContentHash;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * What identifies a content.
 *
 * @param sha256 hex
 * @param md5 hex, which is the ETag of an object that was put whole
 */
record Digests(long size, String sha256, String md5) {
    private static final int BUFFER = 1 << 20;

    static Digests of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return copying(in, OutputStream.nullOutputStream());
        }
    }

    static Digests copying(InputStream in, OutputStream out) throws IOException {
        MessageDigest sha256 = ContentHash.sha256();
        MessageDigest md5 = LocalEtag.md5();
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            sha256.update(buffer, 0, n);
            md5.update(buffer, 0, n);
            out.write(buffer, 0, n);
            size += n;
        }
        HexFormat hex = HexFormat.of();
        return new Digests(size, hex.formatHex(sha256.digest()), hex.formatHex(md5.digest()));
    }
}

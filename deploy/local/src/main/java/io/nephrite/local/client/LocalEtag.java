package io.nephrite.local.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The ETag that an S3 store gives a file's content: MD5, or the MD5 of the parts' MD5s and their number. */
final class LocalEtag {
    private static final int BUFFER = 1 << 20;

    private LocalEtag() {}

    /** Whether the file has the content that a store calls {@code etag}, uploaded in parts of {@code partBytes}. */
    static boolean matches(Path file, String etag, long partBytes) throws IOException {
        return etag.equals(etag.contains("-") ? inParts(file, partBytes) : whole(file));
    }

    static String whole(Path file) throws IOException {
        MessageDigest digest = md5();
        try (InputStream in = Files.newInputStream(file)) {
            update(digest, in, Long.MAX_VALUE);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static String inParts(Path file, long partBytes) throws IOException {
        MessageDigest all = md5();
        int parts = 0;
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest part = md5();
            while (update(part, in, partBytes) > 0) {
                all.update(part.digest());
                parts++;
            }
        }
        return HexFormat.of().formatHex(all.digest()) + "-" + parts;
    }

    /** Digests up to {@code limit} bytes and returns how many there were. */
    private static long update(MessageDigest digest, InputStream in, long limit) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long done = 0;
        while (done < limit) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, limit - done));
            if (n < 0) {
                break;
            }
            digest.update(buffer, 0, n);
            done += n;
        }
        return done;
    }

    static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}

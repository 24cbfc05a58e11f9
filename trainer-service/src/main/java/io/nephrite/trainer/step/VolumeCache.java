package io.nephrite.trainer.step;

import io.nephrite.core.pipeline.ContentHash;
import io.nephrite.core.pipeline.FailureCode;
import io.nephrite.core.pipeline.ObjectStore;
import io.nephrite.core.pipeline.PipelineException;
import io.nephrite.imaging.npy.Npy;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Unpacked volumes on the local disk, to be mapped into memory: named by their SHA-256, so that all folds and versions
 * share them; bounded, the longest unused ones go first. Thread-safe.
 */
public final class VolumeCache {
    private static final String SUFFIX = ".npy";
    private static final long GIB = 1L << 30;

    private final ObjectStore results;
    private final Path folder;
    private final long limitBytes;
    private final Clock clock;
    /** Checked in this process; what an earlier one left is checked at its first use. */
    private final Set<String> verified = new HashSet<>();

    public VolumeCache(ObjectStore results, Path folder, long limitBytes, Clock clock) {
        this.results = results;
        this.folder = folder;
        this.limitBytes = limitBytes;
        this.clock = clock;
    }

    /** Volumes taken through a hold stay until it is closed. */
    public Hold hold() {
        return new Hold();
    }

    private final Set<String> held = new HashSet<>();

    /** The volumes of one job. */
    public final class Hold implements AutoCloseable {
        private final List<String> mine = new ArrayList<>();

        private Hold() {}

        /**
         * @param key of the packed volume
         * @param sha256 of the unpacked one, hex
         * @return an uncompressed {@code .npy}
         * @throws PipelineException where the object is not what its properties say, or the cache is too small
         */
        public Path volume(String key, String sha256) {
            synchronized (VolumeCache.this) {
                held.add(sha256);
                mine.add(sha256);
                return fetch(key, sha256);
            }
        }

        @Override
        public void close() {
            synchronized (VolumeCache.this) {
                mine.forEach(held::remove);
            }
        }
    }

    private Path fetch(String key, String sha256) {
        Path file = folder.resolve(sha256 + SUFFIX);
        try {
            Files.createDirectories(folder);
            if (!Files.exists(file) || !isVerified(file, sha256)) {
                download(key, sha256, file);
            }
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("volume cache " + folder, e);
        }
    }

    private boolean isVerified(Path file, String sha256) throws IOException {
        if (!verified.contains(sha256)) {
            try (InputStream in = Files.newInputStream(file)) {
                if (!sha256.equals(digest(in, OutputStream.nullOutputStream()))) {
                    Files.delete(file);
                    return false;
                }
            }
            verified.add(sha256);
        }
        return true;
    }

    private void download(String key, String sha256, Path file) throws IOException {
        Path part = Files.createTempFile(folder, "part", ".tmp");
        try {
            String found;
            try (InputStream in = Npy.decompressing(new BufferedInputStream(results.get(key)));
                    OutputStream out = Files.newOutputStream(part)) {
                found = digest(in, out);
            }
            if (!found.equals(sha256)) {
                throw new PipelineException(
                        FailureCode.INVALID_CASE,
                        key + ": SHA-256 of the volume is " + found + ", its properties say " + sha256
                                + "; delete its object in preprocessed/ and seal the dataset again");
            }
            makeRoom(Files.size(part));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            verified.add(sha256);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static String digest(InputStream in, OutputStream out) throws IOException {
        MessageDigest digest = ContentHash.sha256();
        new DigestInputStream(in, digest).transferTo(out);
        return HexFormat.of().formatHex(digest.digest());
    }

    private void makeRoom(long bytes) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(f -> f.toString().endsWith(SUFFIX))
                    .sorted(Comparator.comparing(VolumeCache::lastUse))
                    .toList();
        }
        long used = bytes;
        for (Path file : files) {
            used += Files.size(file);
        }
        for (Path file : files) {
            if (used <= limitBytes) {
                return;
            }
            String name = file.getFileName().toString();
            String sha256 = name.substring(0, name.length() - SUFFIX.length());
            if (!held.contains(sha256)) {
                used -= Files.size(file);
                Files.delete(file);
                verified.remove(sha256);
            }
        }
        if (used > limitBytes) {
            throw new PipelineException(
                    FailureCode.OUT_OF_MEMORY,
                    "volumes in use need %.1f GiB of the local cache %s, which may hold %.1f GiB; raise NEPHRITE_CACHE_GIB"
                            .formatted((double) used / GIB, folder, (double) limitBytes / GIB));
        }
    }

    private static FileTime lastUse(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

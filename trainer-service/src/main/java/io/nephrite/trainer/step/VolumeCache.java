package io.nephrite.trainer.step;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.store.LocalDisk;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.npy.Npy;
import io.nephrite.imaging.npy.NpyMapping;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Unpacked volumes on the local disk, to be mapped into memory: named by their SHA-256, so that all folds and versions
 * share them; bounded, the longest unused ones go first. Several processes may share the folder: each keeps to the
 * limit by removing what it does not hold itself, and a volume that was mapped stays readable when another removes it.
 * Thread-safe.
 */
public final class VolumeCache {
    private static final String SUFFIX = ".npy";
    private static final String PART = ".tmp";
    /** A part that nobody has written to for so long was left by a process that was killed. */
    private static final Duration ABANDONED = Duration.ofHours(1);
    /** So often in a row another process may remove a volume that was just fetched. */
    private static final int ATTEMPTS = 10;

    private static final long GIB = 1L << 30;

    private final ObjectStore results;
    private final Path folder;
    private final long limitBytes;
    private final Clock clock;
    private final LocalDisk disk;
    /** Checked in this process; what an earlier one left is checked at its first use. */
    private final Set<String> verified = new HashSet<>();

    public VolumeCache(ObjectStore results, Path folder, long limitBytes, Clock clock) {
        this.results = results;
        this.folder = folder;
        this.limitBytes = limitBytes;
        this.clock = clock;
        this.disk = LocalDisk.ofService("volume cache", folder);
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
         * Returns a volume, which is fetched and unpacked if it is not in the cache.
         *
         * @param key of the packed volume
         * @param sha256 of the unpacked one, hex
         * @return readable as long as it is referred to, even when another process removes the file
         * @throws PipelineException INVALID_CASE where the object is not what its properties say, OUT_OF_MEMORY where
         *     the limit of the cache is too small, DISK_UNAVAILABLE where its disk has no room or cannot be written
         */
        public NpyMapping volume(String key, String sha256) {
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

    private NpyMapping fetch(String key, String sha256) {
        Path file = folder.resolve(sha256 + SUFFIX);
        for (int attempt = 1; ; attempt++) {
            try {
                Files.createDirectories(folder);
                if (!Files.exists(file) || !isVerified(file, sha256)) {
                    download(key, sha256, file);
                }
                Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
                return Npy.map(file);
            } catch (NoSuchFileException e) {
                if (attempt == ATTEMPTS) {
                    throw disk.unavailable(e); // other processes need its room
                }
            } catch (IOException e) {
                throw disk.unavailable(e);
            }
        }
    }

    private boolean isVerified(Path file, String sha256) throws IOException {
        if (!verified.contains(sha256)) {
            try (InputStream in = Files.newInputStream(file)) {
                if (!sha256.equals(digest(in, OutputStream.nullOutputStream()))) {
                    Files.deleteIfExists(file);
                    return false;
                }
            }
            verified.add(sha256);
        }
        return true;
    }

    private void download(String key, String sha256, Path file) throws IOException {
        try {
            downloadOnce(key, sha256, file);
        } catch (PipelineException e) {
            if (e.code() != FailureCode.DISK_UNAVAILABLE || !makeRoom(sha256, 0, 0)) {
                throw e;
            }
            // volumes that nobody here needs now are gone
            downloadOnce(key, sha256, file);
        }
    }

    private void downloadOnce(String key, String sha256, Path file) throws IOException {
        Path part = Files.createTempFile(folder, "part", PART);
        try {
            String found;
            try (InputStream packed = new BufferedInputStream(results.get(key));
                    OutputStream out = disk.write(part)) {
                found = unpack(key, packed, out);
            }
            if (!found.equals(sha256)) {
                throw new PipelineException(
                        FailureCode.INVALID_CASE,
                        key + ": SHA-256 of the volume is " + found + ", its properties say " + sha256
                                + "; delete its object in preprocessed/ and seal the dataset again");
            }
            makeRoom(sha256, Files.size(part), limitBytes);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            verified.add(sha256);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Reading fails where the object is damaged: of a store that is away, or a full disk, its own failure tells. */
    private static String unpack(String key, InputStream packed, OutputStream out) {
        try {
            return digest(Npy.decompressing(packed), out);
        } catch (IOException e) {
            throw new PipelineException(
                    FailureCode.INVALID_CASE,
                    key + " is damaged: " + e.getMessage()
                            + "; delete its object in preprocessed/ and seal the dataset again",
                    e);
        }
    }

    private static String digest(InputStream in, OutputStream out) throws IOException {
        MessageDigest digest = ContentHash.sha256();
        new DigestInputStream(in, digest).transferTo(out);
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Removes what is not held until the limit is kept.
     *
     * @param limit of all volumes together; 0 removes whatever can be removed
     * @return whether something was removed
     * @throws PipelineException OUT_OF_MEMORY where those that are held need more than the folder's own limit
     */
    private boolean makeRoom(String forSha256, long bytes, long limit) throws IOException {
        List<Stored> files = stored();
        files.removeIf(file -> file.sha256().equals(forSha256)); // fetched by another process meanwhile: replaced
        long used = bytes + files.stream().mapToLong(Stored::bytes).sum();
        boolean removed = false;
        for (Stored file : files) {
            if (used > limit && !held.contains(file.sha256())) {
                used -= file.bytes();
                Files.deleteIfExists(file.path());
                verified.remove(file.sha256());
                removed = true;
            }
        }
        if (used > limitBytes) {
            throw new PipelineException(
                    FailureCode.OUT_OF_MEMORY,
                    String.format(
                            Locale.ROOT,
                            "volumes in use need %.1f GiB of the local cache %s, which may hold %.1f GiB; raise"
                                    + " NEPHRITE_CACHE_GIB",
                            (double) used / GIB,
                            folder,
                            (double) limitBytes / GIB));
        }
        return removed;
    }

    /** The longest unused first; abandoned parts are removed. */
    private List<Stored> stored() throws IOException {
        List<Stored> stored = new ArrayList<>();
        FileTime abandoned = FileTime.from(clock.instant().minus(ABANDONED));
        try (Stream<Path> all = Files.list(folder)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                String name = path.getFileName().toString();
                Optional<BasicFileAttributes> attributes = attributes(path);
                if (attributes.isPresent() && name.endsWith(SUFFIX)) {
                    stored.add(new Stored(
                            path,
                            name.substring(0, name.length() - SUFFIX.length()),
                            attributes.get().size(),
                            attributes.get().lastModifiedTime()));
                } else if (name.endsWith(PART)
                        && attributes
                                .filter(a -> a.lastModifiedTime().compareTo(abandoned) < 0)
                                .isPresent()) {
                    Files.deleteIfExists(path);
                }
            }
        }
        stored.sort(Comparator.comparing(Stored::lastUse));
        return stored;
    }

    /** Empty where another process has just removed the file. */
    private static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private record Stored(Path path, String sha256, long bytes, FileTime lastUse) {}
}

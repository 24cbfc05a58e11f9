package io.nephrite.core.model;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Zip archives of models. An archive may come from anywhere: names that point out of the folder are refused, and so is
 * one that grows to many times its size.
 */
public final class ModelArchive {
    private static final List<String> READ = List.of(".json", ".pth", ".safetensors");
    private static final int MOST_ENTRIES = 100_000;

    /** Weights are noise and hardly shrink; documents shrink to a tenth. */
    private static final int MOST_GROWTH = 20;

    private static final long ALWAYS_ALLOWED = 64L << 20;
    /** 1980-01-02: a fixed time makes the same model the same bytes. */
    private static final long ENTRY_TIME = 315_619_200_000L;

    private ModelArchive() {}

    /** Takes documents and weights out of an archive; nothing else is read. */
    static void unpack(Path archive, Path folder) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            List<? extends ZipEntry> entries = Collections.list(zip.entries());
            if (entries.size() > MOST_ENTRIES) {
                throw refused(archive, "found " + entries.size() + " entries, expected at most " + MOST_ENTRIES);
            }
            long left = Math.max(ALWAYS_ALLOWED, MOST_GROWTH * Files.size(archive));
            Set<String> seen = new HashSet<>();
            for (ZipEntry entry : entries) {
                requireInside(archive, entry.getName());
                if (!seen.add(entry.getName())) {
                    throw refused(archive, "found two entries " + entry.getName());
                }
            }
            for (ZipEntry entry : entries) {
                if (!entry.isDirectory() && READ.stream().anyMatch(entry.getName()::endsWith)) {
                    Path target = folder.resolve(entry.getName());
                    Files.createDirectories(target.getParent());
                    left -= copied(archive, zip, entry, target, left);
                }
            }
        } catch (ZipException e) {
            throw new PipelineException(
                    FailureCode.INVALID_MODEL,
                    archive + ": this is no zip archive, or not the whole of it (" + e.getMessage()
                            + "); copy it again",
                    e);
        }
    }

    private static void requireInside(Path archive, String name) {
        boolean outside = name.startsWith("/")
                || name.contains("\\")
                || name.contains(":")
                || name.indexOf('\0') >= 0
                || List.of(name.split("/", -1)).contains("..");
        if (outside) {
            throw refused(archive, "entry \"" + name + "\" would lie outside of the folder");
        }
    }

    private static long copied(Path archive, ZipFile zip, ZipEntry entry, Path target, long most) throws IOException {
        long bytes = 0;
        byte[] piece = new byte[1 << 16];
        try (InputStream in = zip.getInputStream(entry);
                OutputStream out = Files.newOutputStream(target)) {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                bytes += n;
                if (bytes > most) {
                    throw refused(
                            archive,
                            String.format(
                                    Locale.ROOT,
                                    "unpacked it is more than %d times as large as the archive, from entry %s on",
                                    MOST_GROWTH,
                                    entry.getName()));
                }
                out.write(piece, 0, n);
            }
        }
        return bytes;
    }

    private static PipelineException refused(Path archive, String what) {
        return new PipelineException(
                FailureCode.INVALID_MODEL,
                archive + ": " + what + "; nothing of it is used. Get the model from where it was made");
    }

    /**
     * Packs a folder. Files are stored as they are.
     *
     * @param paths inside the folder, in this order
     */
    public static void pack(Path folder, List<String> paths, Path archive) throws IOException {
        try (ZipOutputStream zip =
                new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(archive), 1 << 16))) {
            for (String path : paths) {
                Path file = folder.resolve(path);
                ZipEntry entry = new ZipEntry(path);
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(Files.size(file));
                entry.setCompressedSize(Files.size(file));
                entry.setCrc(crc(file));
                entry.setTime(ENTRY_TIME);
                zip.putNextEntry(entry);
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
    }

    private static long crc(Path file) throws IOException {
        CRC32 crc = new CRC32();
        byte[] piece = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                crc.update(piece, 0, n);
            }
        }
        return crc.getValue();
    }
}

package io.nephrite.local.client;

import io.nephrite.core.json.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A folder with copies of objects as files, {@code <folder>/<bucket>/<key>}, and for each bucket an index of them that
 * is written last.
 */
record BackupFolder(Path root) {
    /** The objects of a bucket in the newest complete backup, by key. Empty if there is no complete backup. */
    Optional<SortedMap<String, BackupEntry>> index(String bucket) throws IOException {
        Path file = indexFile(bucket);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        SortedMap<String, BackupEntry> entries = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            BackupEntry entry = Json.read(line.getBytes(StandardCharsets.UTF_8), BackupEntry.class);
            entries.put(entry.key(), entry);
        }
        return Optional.of(entries);
    }

    /** One line for each object, so that an index of many is neither built nor read as one document. */
    void writeIndex(String bucket, Collection<BackupEntry> entries) throws IOException {
        Path unfinished = root.resolve(bucket + ".index.unfinished");
        try (BufferedWriter out = Files.newBufferedWriter(unfinished)) {
            for (BackupEntry entry : entries) {
                out.write(new String(Json.bytes(entry), StandardCharsets.UTF_8));
                out.newLine();
            }
        }
        Files.move(unfinished, indexFile(bucket), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path indexFile(String bucket) {
        return root.resolve(bucket + ".index");
    }

    /** Where a copy lies while it is written. */
    Path unfinished() {
        return root.resolve("unfinished");
    }

    /**
     * Where the copy of an object lies.
     *
     * @throws IOException where the key is no path below the folder
     */
    Path file(String bucket, String key) throws IOException {
        Path folder = root.resolve(bucket).normalize();
        Path file = folder.resolve(key).normalize();
        if (!file.startsWith(folder)
                || file.equals(folder)
                || !folder.relativize(file).toString().equals(key)) {
            throw new IOException(
                    "object " + bucket + "/" + key + " cannot be a file: its key is no path; delete it, or"
                            + " copy the buckets with a program of the store");
        }
        return file;
    }
}

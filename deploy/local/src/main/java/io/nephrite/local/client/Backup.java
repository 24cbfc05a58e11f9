package io.nephrite.local.client;

import io.nephrite.core.pipeline.JobFolder;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.core.store.ObjectStore.NoSuchObjectException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Copies both buckets into a folder. What the folder has already is not copied again. Services may work meanwhile: the
 * results are listed before the uploads and before anything is copied, so every marker that is copied stands for
 * objects that are, and every version for files that are, unless somebody replaces or deletes these in the meantime.
 */
public final class Backup {
    private static final int TRIES = 5;

    private final ObjectStore datasets;
    private final ObjectStore results;
    private final BackupFolder folder;

    public Backup(ObjectStore datasets, ObjectStore results, Path folder) {
        this.datasets = datasets;
        this.results = results;
        this.folder = new BackupFolder(folder);
    }

    /** What was done. */
    public record Outcome(int objects, long bytes, int copied, long copiedBytes, int removed) {
        Outcome plus(Outcome other) {
            return new Outcome(
                    objects + other.objects,
                    bytes + other.bytes,
                    copied + other.copied,
                    copiedBytes + other.copiedBytes,
                    removed + other.removed);
        }
    }

    /** Copies what is new, and removes copies of what has gone. */
    public Outcome run() throws IOException {
        Files.createDirectories(folder.root());
        List<ObjectInfo> made = results.list("").stream()
                .filter(object -> !isClock(object.key()))
                .toList();
        List<ObjectInfo> uploaded = datasets.list("");
        Outcome outcome = copy(ObjectKeys.NEPHRITE, results, made).plus(copy(ObjectKeys.DATASETS, datasets, uploaded));
        Files.deleteIfExists(folder.unfinished());
        return outcome;
    }

    /** Says when a worker of then looked at the clock. */
    private static boolean isClock(String key) {
        return ObjectKeys.below(ObjectKeys.jobs(), key)
                .map(path -> path.substring(0, Math.max(0, path.indexOf('/'))))
                .filter(queue -> key.startsWith(JobFolder.of(queue).clocks()))
                .isPresent();
    }

    private Outcome copy(String bucket, ObjectStore store, List<ObjectInfo> objects) throws IOException {
        SortedMap<String, BackupEntry> before = folder.index(bucket).orElseGet(TreeMap::new);
        List<BackupEntry> entries = new ArrayList<>();
        int copied = 0;
        long copiedBytes = 0;
        for (ObjectInfo object : objects) {
            if (object.key().endsWith("/") && object.size() == 0) {
                continue; // some clients put an object for a folder
            }
            BackupEntry known = before.get(object.key());
            Path file = folder.file(bucket, object.key());
            if (known != null
                    && known.etag().equals(object.etag())
                    && Files.isRegularFile(file)
                    && Files.size(file) == known.size()) {
                entries.add(known);
                continue;
            }
            Optional<BackupEntry> entry = copy(store, object, file);
            if (entry.isPresent()) {
                entries.add(entry.get());
                copied++;
                copiedBytes += entry.get().size();
            }
        }
        folder.writeIndex(bucket, entries);
        int removed = removeOthers(bucket, entries);
        return new Outcome(
                entries.size(), entries.stream().mapToLong(BackupEntry::size).sum(), copied, copiedBytes, removed);
    }

    /** @return empty where the object has gone */
    private Optional<BackupEntry> copy(ObjectStore store, ObjectInfo listed, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        ObjectInfo wanted = listed;
        for (int i = 0; i < TRIES; i++) {
            Digests digests;
            try (InputStream in = store.get(wanted.key());
                    OutputStream out = Files.newOutputStream(folder.unfinished())) {
                digests = Digests.copying(in, out);
            } catch (NoSuchObjectException e) {
                return Optional.empty();
            }
            Optional<ObjectInfo> now =
                    digests.md5().equals(wanted.etag()) ? Optional.of(wanted) : store.stat(wanted.key());
            if (now.isEmpty()) {
                return Optional.empty();
            }
            if (now.get().etag().equals(wanted.etag())) {
                Files.move(folder.unfinished(), file, StandardCopyOption.REPLACE_EXISTING);
                return Optional.of(new BackupEntry(
                        wanted.key(), digests.size(), wanted.etag(), wanted.lastModified(), digests.sha256()));
            }
            wanted = now.get(); // it was written anew while it was read
        }
        throw new IOException(
                wanted.key() + " is written again all the time; stop the services, or what writes it, and try again");
    }

    private int removeOthers(String bucket, List<BackupEntry> entries) throws IOException {
        Path root = folder.root().resolve(bucket);
        if (!Files.isDirectory(root)) {
            return 0;
        }
        Set<String> keys = entries.stream().map(BackupEntry::key).collect(Collectors.toSet());
        List<Path> others;
        try (Stream<Path> files = Files.walk(root)) {
            others = files.filter(Files::isRegularFile)
                    .filter(file -> !keys.contains(root.relativize(file).toString()))
                    .toList();
        }
        for (Path other : others) {
            Files.delete(other);
        }
        return others.size();
    }
}

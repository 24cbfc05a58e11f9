package io.nephrite.local.client;

import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.Content;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.s3.MinioObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * Puts a backup into an empty system. What was computed comes before the uploads, so that ingest finds the answer to
 * each dataset when its files come; the marks of the current versions come last, as they came after the uploads then.
 * Within each part objects come in the order in which they were written. One that was ended in the middle goes on.
 */
public final class Restore {
    private static final long MIB = 1 << 20;
    private static final long LEAST_PART = 5 * MIB;

    /** What clients use for parts, MiB: ours, and those of others. */
    private static final long[] USUAL_PARTS = {16, 5, 8, 10, 15, 20, 25, 32, 50, 64, 100, 128, 256, 512, 1024};

    private static final int TRIES = 50;

    private final MinioObjectStore datasets;
    private final ObjectStore results;
    private final BackupFolder folder;

    public Restore(MinioObjectStore datasets, ObjectStore results, Path folder) {
        this.datasets = datasets;
        this.results = results;
        this.folder = new BackupFolder(folder);
    }

    /**
     * What was done.
     *
     * @param renamed keys of uploads that the store names by another ETag now: their datasets become new versions
     */
    public record Outcome(int objects, long bytes, List<String> renamed) {
        public Outcome {
            renamed = List.copyOf(renamed);
        }
    }

    /**
     * Copies the backup into the system.
     *
     * @throws BadInput where the folder holds no whole backup, or the system holds something else
     */
    public Outcome run() throws IOException, InterruptedException {
        SortedMap<String, BackupEntry> made = index(ObjectKeys.NEPHRITE);
        SortedMap<String, BackupEntry> uploaded = index(ObjectKeys.DATASETS);
        requireEmptyBut(results, ObjectKeys.NEPHRITE, made);
        requireEmptyBut(datasets, ObjectKeys.DATASETS, uploaded);
        for (BackupEntry entry : inOrder(made)) {
            if (!isCurrentVersion(entry)) {
                results.put(entry.key(), Content.of(verified(ObjectKeys.NEPHRITE, entry)));
            }
        }
        List<String> renamed = new ArrayList<>();
        for (BackupEntry entry : inOrder(uploaded)) {
            upload(entry);
            if (!datasets.stat(entry.key()).map(ObjectInfo::etag).equals(Optional.of(entry.etag()))) {
                renamed.add(entry.key());
            }
        }
        Instant newest = datasets.list("").stream()
                .map(ObjectInfo::lastModified)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        for (BackupEntry entry : inOrder(made)) {
            if (isCurrentVersion(entry)) {
                putAfter(newest, entry);
            }
        }
        long bytes = LongStream.concat(
                        made.values().stream().mapToLong(BackupEntry::size),
                        uploaded.values().stream().mapToLong(BackupEntry::size))
                .sum();
        return new Outcome(made.size() + uploaded.size(), bytes, renamed);
    }

    private SortedMap<String, BackupEntry> index(String bucket) throws IOException {
        return folder.index(bucket)
                .orElseThrow(() -> new BadInput(folder.root() + " holds no whole backup: " + bucket
                        + ".index is missing; expected a folder that `./nephrite backup` has written to its end"));
    }

    /** Jobs that a service has opened meanwhile do no harm. */
    private static void requireEmptyBut(ObjectStore store, String bucket, SortedMap<String, BackupEntry> backup) {
        for (ObjectInfo there : store.list("")) {
            BackupEntry entry = backup.get(there.key());
            boolean isFromHere = entry != null && entry.size() == there.size();
            if (!isFromHere && !there.key().startsWith(ObjectKeys.jobs())) {
                throw new BadInput("bucket " + bucket + " is not empty: it holds " + there.key()
                        + ", which is not of this backup; restore into an empty system, such as another --data folder");
            }
        }
    }

    private static List<BackupEntry> inOrder(SortedMap<String, BackupEntry> entries) {
        return entries.values().stream()
                .sorted(Comparator.comparing(BackupEntry::lastModified).thenComparing(BackupEntry::key))
                .toList();
    }

    private static boolean isCurrentVersion(BackupEntry entry) {
        return ObjectKeys.datasetOf(entry.key()).map(ObjectKeys::current).equals(Optional.of(entry.key()));
    }

    /** The copy of an object, if it is as it was. */
    private Path verified(String bucket, BackupEntry entry) throws IOException {
        Path file = folder.file(bucket, entry.key());
        if (!Files.isRegularFile(file) || !Digests.of(file).sha256().equals(entry.sha256())) {
            throw new BadInput(file + " is missing or not what the backup's index says; make the backup again, or take"
                    + " an older one");
        }
        return file;
    }

    private void upload(BackupEntry entry) throws IOException {
        Path file = verified(ObjectKeys.DATASETS, entry);
        Optional<Long> partBytes = partBytes(entry, file);
        if (partBytes.isPresent()) {
            datasets.put(entry.key(), file, partBytes.get());
        } else {
            datasets.put(entry.key(), Content.of(file));
        }
    }

    /** With which parts the file gets the ETag that it had; empty where none of the usual ones do. */
    private static Optional<Long> partBytes(BackupEntry entry, Path file) throws IOException {
        int dash = entry.etag().indexOf('-');
        if (dash < 0) {
            return Optional.of(Math.max(LEAST_PART, entry.size()));
        }
        long parts = Long.parseLong(entry.etag().substring(dash + 1));
        for (long mib : USUAL_PARTS) {
            long bytes = mib * MIB;
            boolean isPossible = Math.max(1, (entry.size() + bytes - 1) / bytes) == parts;
            if (isPossible && LocalEtag.inParts(file, bytes).equals(entry.etag())) {
                return Optional.of(bytes);
            }
        }
        return Optional.empty();
    }

    /** So that everybody sees that the version was sealed after the upload; a store tells seconds. */
    private void putAfter(Instant newest, BackupEntry entry) throws IOException, InterruptedException {
        Path file = verified(ObjectKeys.NEPHRITE, entry);
        for (int i = 0; i < TRIES; i++) {
            results.put(entry.key(), Content.of(file));
            if (results.stat(entry.key()).orElseThrow().lastModified().isAfter(newest)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IOException(
                "the store's clock stands still, or is behind: " + entry.key() + " should be newer than " + newest);
    }
}

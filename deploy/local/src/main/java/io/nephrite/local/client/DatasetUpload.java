package io.nephrite.local.client;

import io.nephrite.core.failure.TaskResult;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.Content;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes the objects of a dataset in the store equal to a folder on disk: puts what is new or different, deletes what
 * is gone, leaves the rest. Descriptions go last, so that a dataset is not taken for complete before its files are
 * there. What an upload has put is on record; other objects are neither deleted nor replaced unless that is asked for.
 */
public final class DatasetUpload {
    private static final int CONNECTIONS = 4;
    private static final int SHOWN = 3;

    private final ObjectStore datasets;
    private final long partBytes;

    /**
     * Makes uploads to a bucket.
     *
     * @param partBytes size of the parts in which the store's client sends large objects
     */
    public DatasetUpload(ObjectStore datasets, long partBytes) {
        this.datasets = datasets;
        this.partBytes = partBytes;
    }

    /** What an upload did; {@code files} counts all objects of the dataset. */
    public record Outcome(int files, int sent, long sentBytes, int deleted) {}

    /** Is called after each file. */
    @FunctionalInterface
    public interface Progress {
        void uploaded(int files, int of, long bytes);
    }

    /**
     * Makes the objects in the store equal to a folder.
     *
     * @param documents more objects of the dataset by name, such as experiment.json; they win over files of the same
     *     name
     * @param replace whether objects that no upload of this folder has put may be deleted and replaced
     * @throws ReplaceNotConfirmed where there are such objects and {@code replace} is false; nothing has changed then
     */
    public Outcome mirror(DatasetFolder folder, Map<String, byte[]> documents, boolean replace, Progress progress)
            throws IOException, InterruptedException {
        String prefix = ObjectKeys.uploads(folder.name());
        Map<String, ObjectInfo> there = listing(prefix);
        Set<String> names = new HashSet<>(folder.files().keySet());
        names.addAll(documents.keySet());
        Set<String> gone = new TreeSet<>(there.keySet());
        gone.removeAll(names);
        Map<String, Path> files = new TreeMap<>(folder.files());
        files.keySet().removeAll(documents.keySet());
        Set<String> same = same(prefix, files, documents, there);

        String source = UploadRecord.source(folder.root());
        Optional<UploadRecord> before = record(folder.name());
        if (!replace) {
            requireOwn(folder, before, source, there, gone, same);
        }
        boolean changes = !gone.isEmpty() || same.size() < names.size();
        if (changes) {
            write(folder.name(), underWay(source, before, names, there));
        }

        Sending sending = new Sending(names.size(), progress);
        same.forEach(name -> sending.done());
        for (Map.Entry<String, byte[]> document : documents.entrySet()) {
            if (!same.contains(document.getKey())) {
                datasets.put(prefix + document.getKey(), document.getValue());
                sending.sent(document.getValue().length);
            }
        }
        gone.forEach(name -> datasets.delete(prefix + name));
        List<Map.Entry<String, Path>> descriptions = new ArrayList<>();
        List<Map.Entry<String, Path>> volumes = new ArrayList<>();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            if (!same.contains(file.getKey())) {
                (file.getKey().endsWith(".json") ? descriptions : volumes).add(file);
            }
        }
        sendAll(prefix, volumes, sending);
        sendAll(prefix, descriptions, sending);
        if (changes || before.filter(r -> r.source().equals(source)).isEmpty()) {
            Map<String, String> etags = new TreeMap<>();
            listing(prefix).forEach((name, object) -> {
                if (names.contains(name)) {
                    etags.put(name, object.etag());
                }
            });
            write(folder.name(), new UploadRecord(source, etags));
        }
        return new Outcome(sending.done.get(), sending.sent.get(), sending.bytes.get(), gone.size());
    }

    private Map<String, ObjectInfo> listing(String prefix) {
        Map<String, ObjectInfo> there = new HashMap<>();
        for (ObjectInfo object : datasets.list(prefix)) {
            there.put(ObjectKeys.below(prefix, object.key()).orElseThrow(), object);
        }
        return there;
    }

    private Optional<UploadRecord> record(String dataset) {
        return datasets.find(ObjectKeys.uploadRecord(dataset)).map(UploadRecord::parse);
    }

    private void write(String dataset, UploadRecord made) {
        datasets.put(ObjectKeys.uploadRecord(dataset), made.bytes());
    }

    /** On record before the first object is changed, so that an upload that was cut off goes on unasked. */
    private static UploadRecord underWay(
            String source, Optional<UploadRecord> before, Set<String> names, Map<String, ObjectInfo> there) {
        Map<String, String> etags = new TreeMap<>();
        before.filter(r -> r.source().equals(source)).ifPresent(r -> etags.putAll(r.etags()));
        there.keySet().forEach(name -> etags.put(name, ""));
        names.forEach(name -> etags.put(name, ""));
        return new UploadRecord(source, etags);
    }

    private static void requireOwn(
            DatasetFolder folder,
            Optional<UploadRecord> record,
            String source,
            Map<String, ObjectInfo> there,
            Set<String> gone,
            Set<String> same) {
        List<String> removed = new ArrayList<>();
        List<String> replaced = new ArrayList<>();
        there.forEach((name, object) -> {
            // what the last run was to do says nothing about whose the data is
            boolean own = name.equals(ObjectKeys.GOAL_FILE)
                    || same.contains(name)
                    || record.filter(r -> r.covers(source, name, object)).isPresent();
            if (!own) {
                (gone.contains(name) ? removed : replaced).add(name);
            }
        });
        if (!removed.isEmpty() || !replaced.isEmpty()) {
            throw new ReplaceNotConfirmed("the store holds a dataset " + folder.name() + " that "
                    + record.filter(r -> !r.source().equals(source))
                            .map(r -> "was uploaded from " + r.source())
                            .orElse("others have written to as well")
                    + "; this upload of " + folder.root() + " would remove " + counted(removed) + " and replace "
                    + counted(replaced) + "; add --replace if you want that, or give the folder another name");
        }
    }

    private static String counted(List<String> names) {
        return names.size()
                + (names.size() == 1 ? " file" : " files")
                + (names.isEmpty()
                        ? ""
                        : " ("
                                + String.join(
                                        ", ",
                                        names.stream().sorted().limit(SHOWN).toList())
                                + (names.size() > SHOWN ? ", …" : "") + ")");
    }

    /** Names of objects that are already what they shall be. */
    private Set<String> same(
            String prefix, Map<String, Path> files, Map<String, byte[]> documents, Map<String, ObjectInfo> there)
            throws IOException, InterruptedException {
        Set<String> same = ConcurrentHashMap.newKeySet();
        documents.forEach((name, bytes) -> {
            if (there.containsKey(name)
                    && there.get(name).size() == bytes.length
                    && Arrays.equals(datasets.bytes(prefix + name), bytes)) {
                same.add(name);
            }
        });
        inParallel(
                files.entrySet().stream()
                        .filter(f -> there.containsKey(f.getKey()))
                        .toList(),
                file -> {
                    ObjectInfo object = there.get(file.getKey());
                    if (Files.size(file.getValue()) == object.size()
                            && LocalEtag.matches(file.getValue(), object.etag(), partBytes)) {
                        same.add(file.getKey());
                    }
                });
        return same;
    }

    /** Whether {@link #mirror} would change nothing. */
    public boolean isMirrored(DatasetFolder folder, Map<String, byte[]> documents) throws IOException {
        String prefix = ObjectKeys.uploads(folder.name());
        List<ObjectInfo> there = datasets.list(prefix);
        Set<String> expected = new HashSet<>(folder.files().keySet());
        expected.addAll(documents.keySet());
        if (there.size() != expected.size()) {
            return false;
        }
        for (ObjectInfo object : there) {
            String name = ObjectKeys.below(prefix, object.key()).orElseThrow();
            byte[] document = documents.get(name);
            Path file = folder.files().get(name);
            boolean same = document != null
                    ? Arrays.equals(datasets.bytes(object.key()), document)
                    : file != null
                            && Files.size(file) == object.size()
                            && LocalEtag.matches(file, object.etag(), partBytes);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private void sendAll(String prefix, List<Map.Entry<String, Path>> files, Sending sending)
            throws IOException, InterruptedException {
        inParallel(files, file -> {
            long size = Files.size(file.getValue());
            datasets.put(prefix + file.getKey(), Content.of(file.getValue()));
            sending.sent(size);
        });
    }

    private interface Task {
        void on(Map.Entry<String, Path> file) throws IOException;
    }

    private static void inParallel(List<Map.Entry<String, Path>> files, Task task)
            throws IOException, InterruptedException {
        ExecutorService connections = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<?>> results = new ArrayList<>();
            for (Map.Entry<String, Path> file : files) {
                results.add(connections.submit(() -> {
                    task.on(file);
                    return null;
                }));
            }
            for (Future<?> result : results) {
                TaskResult.ofReadOrWrite(result);
            }
        } finally {
            connections.shutdownNow();
        }
    }

    private static final class Sending {
        private final int files;
        private final Progress progress;
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicInteger sent = new AtomicInteger();
        private final AtomicLong bytes = new AtomicLong();

        Sending(int files, Progress progress) {
            this.files = files;
            this.progress = progress;
        }

        void sent(long size) {
            sent.incrementAndGet();
            bytes.addAndGet(size);
            done();
        }

        void done() {
            progress.uploaded(done.incrementAndGet(), files, bytes.get());
        }
    }
}

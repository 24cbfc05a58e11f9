package io.nephrite.local.client;

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
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes the objects of a dataset in the store equal to a folder on disk: puts what is new or different, deletes what
 * is gone, leaves the rest. Descriptions go last, so that a dataset is not taken for complete before its files are
 * there.
 */
public final class DatasetUpload {
    private static final int CONNECTIONS = 4;

    private final ObjectStore datasets;
    private final long partBytes;

    /** @param partBytes size of the parts in which the store's client sends large objects */
    public DatasetUpload(ObjectStore datasets, long partBytes) {
        this.datasets = datasets;
        this.partBytes = partBytes;
    }

    /** What an upload did; {@code files} counts all objects of the dataset. */
    public record Outcome(int files, int sent, long sentBytes, int deleted) {}

    /** Told after each file. */
    @FunctionalInterface
    public interface Progress {
        void uploaded(int files, int of, long bytes);
    }

    /**
     * @param documents more objects of the dataset by name, such as experiment.json; they win over
     *     files of the same name
     */
    public Outcome mirror(DatasetFolder folder, Map<String, byte[]> documents, Progress progress)
            throws IOException, InterruptedException {
        String prefix = folder.name() + "/";
        Map<String, ObjectInfo> there = new HashMap<>();
        for (ObjectInfo object : datasets.list(prefix)) {
            there.put(object.key().substring(prefix.length()), object);
        }
        Set<String> names = new HashSet<>(folder.files().keySet());
        names.addAll(documents.keySet());
        Sending sending = new Sending(names.size(), progress);
        for (Map.Entry<String, byte[]> document : documents.entrySet()) {
            sendDocument(prefix, document.getKey(), document.getValue(), there, sending);
        }
        int deleted = 0;
        for (String name : there.keySet()) {
            if (!names.contains(name)) {
                datasets.delete(prefix + name);
                deleted++;
            }
        }
        List<Map.Entry<String, Path>> descriptions = new ArrayList<>();
        List<Map.Entry<String, Path>> volumes = new ArrayList<>();
        for (Map.Entry<String, Path> file : folder.files().entrySet()) {
            if (!documents.containsKey(file.getKey())) {
                (file.getKey().endsWith(".json") ? descriptions : volumes).add(file);
            }
        }
        sendAll(prefix, volumes, there, sending);
        sendAll(prefix, descriptions, there, sending);
        return new Outcome(sending.done.get(), sending.sent.get(), sending.bytes.get(), deleted);
    }

    /** Whether {@link #mirror} would change nothing. */
    public boolean isMirrored(DatasetFolder folder, Map<String, byte[]> documents) throws IOException {
        String prefix = folder.name() + "/";
        List<ObjectInfo> there = datasets.list(prefix);
        Set<String> expected = new HashSet<>(folder.files().keySet());
        expected.addAll(documents.keySet());
        if (there.size() != expected.size()) {
            return false;
        }
        for (ObjectInfo object : there) {
            String name = object.key().substring(prefix.length());
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

    private void sendDocument(
            String prefix, String name, byte[] bytes, Map<String, ObjectInfo> there, Sending sending) {
        boolean same = there.containsKey(name)
                && there.get(name).size() == bytes.length
                && Arrays.equals(datasets.bytes(prefix + name), bytes);
        if (!same) {
            datasets.put(prefix + name, bytes);
            sending.sent.incrementAndGet();
            sending.bytes.addAndGet(bytes.length);
        }
        sending.done();
    }

    private void sendAll(
            String prefix, List<Map.Entry<String, Path>> files, Map<String, ObjectInfo> there, Sending sending)
            throws IOException, InterruptedException {
        ExecutorService connections = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<?>> results = new ArrayList<>();
            for (Map.Entry<String, Path> file : files) {
                results.add(connections.submit(() -> {
                    sendFile(prefix, file.getKey(), file.getValue(), there.get(file.getKey()), sending);
                    return null;
                }));
            }
            for (Future<?> result : results) {
                result.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            if (e.getCause() instanceof RuntimeException runtime) {
                throw runtime;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            connections.shutdownNow();
        }
    }

    private void sendFile(String prefix, String name, Path file, ObjectInfo there, Sending sending) throws IOException {
        long size = Files.size(file);
        boolean same = there != null && there.size() == size && LocalEtag.matches(file, there.etag(), partBytes);
        if (!same) {
            datasets.put(prefix + name, Content.of(file));
            sending.sent.incrementAndGet();
            sending.bytes.addAndGet(size);
        }
        sending.done();
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

        void done() {
            progress.uploaded(done.incrementAndGet(), files, bytes.get());
        }
    }
}

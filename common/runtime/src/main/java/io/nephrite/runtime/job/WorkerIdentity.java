package io.nephrite.runtime.job;

import io.nephrite.core.job.WorkerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * A name for claims that this process keeps when it starts again in the same folder, so that it takes its own jobs up
 * at once. Processes that share the folder have a numbered name each: a lock keeps two that live from sharing one, and
 * a process that starts takes the first name that is free, which is the one of a process that has died.
 */
public final class WorkerIdentity implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(WorkerIdentity.class);

    /** More processes than these do not share a folder; a further one gets a name for this start alone. */
    private static final int MOST = 64;

    private final WorkerId id;
    private final Optional<FileChannel> locked;

    private WorkerIdentity(WorkerId id, Optional<FileChannel> locked) {
        this.id = id;
        this.locked = locked;
    }

    /**
     * Reads the name in a folder, or makes a new one.
     *
     * @param folder of this worker's own files; created where it is absent
     */
    public static WorkerIdentity in(Path folder) {
        String incarnation = UUID.randomUUID().toString();
        try {
            Files.createDirectories(folder);
            for (int number = 1; number <= MOST; number++) {
                String file = number == 1 ? "worker" : "worker-" + number;
                Optional<FileChannel> lock = locked(folder.resolve(file + ".lock"));
                if (lock.isPresent()) {
                    return new WorkerIdentity(
                            new WorkerId(lastingName(folder.resolve(file + ".id"), incarnation), incarnation), lock);
                }
            }
        } catch (IOException e) {
            // whatever needs the disk says so, and waits; a name of its own for this start does without it
            LOG.warnf("worker folder %s cannot be used, so that this name is not kept: %s", folder, e);
        }
        return new WorkerIdentity(new WorkerId(incarnation, incarnation), Optional.empty());
    }

    /** @return the file, locked; empty where a living process holds it */
    private static Optional<FileChannel> locked(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (isLocked(channel)) {
            return Optional.of(channel);
        }
        channel.close();
        return Optional.empty();
    }

    private static String lastingName(Path file, String fresh) throws IOException {
        if (!Files.exists(file) || Files.size(file) == 0) {
            Files.writeString(file, fresh, StandardCharsets.UTF_8);
        }
        return Files.readString(file, StandardCharsets.UTF_8).strip();
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    public WorkerId id() {
        return id;
    }

    @Override
    public void close() {
        try {
            if (locked.isPresent()) {
                locked.get().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

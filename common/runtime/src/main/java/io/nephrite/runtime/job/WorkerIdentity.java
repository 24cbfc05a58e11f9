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
 * A name for claims that this process keeps when it starts again in the same folder, so that it takes its own jobs up at
 * once. A lock on the file keeps two living processes from sharing the name; the second gets a new one.
 */
public final class WorkerIdentity implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(WorkerIdentity.class);

    private final WorkerId id;
    private final Optional<FileChannel> locked;

    private WorkerIdentity(WorkerId id, Optional<FileChannel> locked) {
        this.id = id;
        this.locked = locked;
    }

    /** @param folder of this worker's own files; created where it is absent */
    public static WorkerIdentity in(Path folder) {
        String incarnation = UUID.randomUUID().toString();
        try {
            Files.createDirectories(folder);
            FileChannel lockFile = FileChannel.open(
                    folder.resolve("worker.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked(lockFile)) {
                lockFile.close();
                return new WorkerIdentity(new WorkerId(incarnation, incarnation), Optional.empty());
            }
            Path name = folder.resolve("worker.id");
            if (!Files.exists(name) || Files.size(name) == 0) {
                Files.writeString(name, incarnation, StandardCharsets.UTF_8);
            }
            return new WorkerIdentity(
                    new WorkerId(Files.readString(name, StandardCharsets.UTF_8).strip(), incarnation),
                    Optional.of(lockFile));
        } catch (IOException e) {
            // whatever needs the disk says so, and waits; a name of its own for this start does without it
            LOG.warnf("worker folder %s cannot be used, so that this name is not kept: %s", folder, e);
            return new WorkerIdentity(new WorkerId(incarnation, incarnation), Optional.empty());
        }
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

package io.nephrite.local.system;

import io.nephrite.core.json.Json;
import io.nephrite.local.client.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The folder in which an embedded system keeps everything: {@code kafka/}, {@code s3/}, {@code cache/}, {@code logs/},
 * and {@code system.json}, which tells clients on this machine how to reach it. One system at a time may use it.
 */
public final class DataFolder implements AutoCloseable {
    private static final String CONNECTION = "system.json";
    private static final String SECRET = "secret.key";
    private static final int SECRET_BYTES = 20;

    private final Path root;
    private final FileChannel channel;
    private final FileLock lock;

    private DataFolder(Path root, FileChannel channel, FileLock lock) {
        this.root = root;
        this.channel = channel;
        this.lock = lock;
    }

    /** Takes the folder for this process, or returns nothing where another process has it. */
    public static Optional<DataFolder> take(Path root) throws IOException {
        Files.createDirectories(root);
        FileChannel channel =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException alreadyOurs) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(new DataFolder(root, channel, lock));
    }

    /** Whether a process has the folder, be it one that stands still. */
    public static boolean isTaken(Path root) {
        try {
            Optional<DataFolder> free = take(root);
            if (free.isPresent()) {
                free.get().close();
            }
            return free.isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How the system that uses, or last used, a folder is reached. */
    public static Optional<Connection> connection(Path root) throws IOException {
        Path file = root.resolve(CONNECTION);
        return Files.exists(file)
                ? Optional.of(Json.read(Files.readAllBytes(file), Connection.class))
                : Optional.empty();
    }

    Path root() {
        return root;
    }

    /** The embedded store's secret key: made once, readable by the owner only. */
    String secretKey() throws IOException {
        Path file = root.resolve(SECRET);
        if (!Files.exists(file)) {
            writePrivately(file, random().getBytes(StandardCharsets.US_ASCII));
        }
        return Files.readString(file).trim();
    }

    /** The token of the system on this folder: that of its last start, so that addresses that people have noted stay good. */
    String token() throws IOException {
        return connection(root).flatMap(Connection::token).orElseGet(DataFolder::random);
    }

    private static String random() {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    void announce(Connection connection) throws IOException {
        writePrivately(root.resolve(CONNECTION), Json.pretty(connection));
    }

    private static void writePrivately(Path file, byte[] content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.write(fresh, content);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}

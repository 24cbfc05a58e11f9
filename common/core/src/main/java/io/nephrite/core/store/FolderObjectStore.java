package io.nephrite.core.store;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.ContentHash;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Objects as files of a folder, for work without a server. A process that is killed leaves no object half written. The
 * file system must know hard links. Thread-safe, also between processes.
 */
public final class FolderObjectStore implements ObjectStore {
    /** Files of this folder are objects in the making. */
    private static final String UNFINISHED = ".unfinished";

    private final Path root;

    /**
     * Makes a store of the files in a folder.
     *
     * @param root is made where it is absent; of the empty path, keys are the paths of files, relative or absolute
     */
    public FolderObjectStore(Path root) {
        this.root = root;
    }

    @Override
    public Optional<ObjectInfo> stat(String key) {
        Path file = root.resolve(key);
        return Files.isRegularFile(file) ? info(key, file) : Optional.empty();
    }

    /** Empty where the file has just gone. */
    private Optional<ObjectInfo> info(String key, Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            String etag = ContentHash.of(
                    String.valueOf(attributes.fileKey()),
                    attributes.lastModifiedTime().toString(),
                    Long.toString(attributes.size()));
            return Optional.of(new ObjectInfo(
                    key, attributes.size(), etag, attributes.lastModifiedTime().toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    @Override
    public InputStream get(String key) {
        try {
            return Files.newInputStream(root.resolve(key));
        } catch (NoSuchFileException e) {
            throw missing(key, e);
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    @Override
    public InputStream get(String key, long offset, long length) {
        try (FileChannel channel = FileChannel.open(root.resolve(key), StandardOpenOption.READ)) {
            channel.position(offset);
            int count = Math.toIntExact(Math.max(0, Math.min(length, channel.size() - offset)));
            return new ByteArrayInputStream(Channels.newInputStream(channel).readNBytes(count));
        } catch (NoSuchFileException e) {
            throw missing(key, e);
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    @Override
    public void put(String key, Content content) {
        write(key, content, (unfinished, file) -> {
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        });
    }

    @Override
    public boolean putIfAbsent(String key, Content content) {
        if (exists(key)) {
            return false;
        }
        return write(key, content, (unfinished, file) -> {
            try {
                // unlike a move, a link never replaces
                Files.createLink(file, unfinished);
                return true;
            } catch (FileAlreadyExistsException e) {
                return false;
            } finally {
                Files.delete(unfinished);
            }
        });
    }

    /** Gives a file its final name. */
    private interface Finish {
        boolean apply(Path unfinished, Path file) throws IOException;
    }

    private boolean write(String key, Content content, Finish finish) {
        Path file = root.resolve(key);
        Path unfinished = root.resolve(UNFINISHED).resolve(UUID.randomUUID().toString());
        try (InputStream in = content.open()) {
            Files.createDirectories(unfinished.getParent());
            Files.createDirectories(file.getParent());
            Files.copy(in, unfinished);
            return finish.apply(unfinished, file);
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    @Override
    public List<ObjectInfo> list(String prefix) {
        Path start = root.resolve(prefix.substring(0, prefix.lastIndexOf('/') + 1));
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        Path unfinished = root.resolve(UNFINISHED);
        try (Stream<Path> files = Files.walk(start)) {
            return files.filter(f -> Files.isRegularFile(f) && !f.startsWith(unfinished))
                    .flatMap(f -> info(root.relativize(f).toString(), f).stream())
                    .filter(o -> o.key().startsWith(prefix))
                    .sorted(Comparator.comparing(ObjectInfo::key))
                    .toList();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    @Override
    public void delete(String key) {
        try {
            Files.deleteIfExists(root.resolve(key));
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private static NoSuchObjectException missing(String key, IOException cause) {
        NoSuchObjectException missing = new NoSuchObjectException(key);
        missing.initCause(cause);
        return missing;
    }

    private PipelineException unavailable(IOException e) {
        return new PipelineException(FailureCode.STORE_UNAVAILABLE, "folder " + root + ": " + e, e);
    }
}

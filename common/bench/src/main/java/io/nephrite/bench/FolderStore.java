package io.nephrite.bench;

import io.nephrite.core.pipeline.Content;
import io.nephrite.core.pipeline.ObjectInfo;
import io.nephrite.core.pipeline.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Objects as files of a scratch folder, for one process and one thread. */
public final class FolderStore implements ObjectStore {
    private final Path root;

    public FolderStore(Path root) {
        this.root = root;
    }

    @Override
    public Optional<ObjectInfo> stat(String key) {
        Path file = root.resolve(key);
        return Files.isRegularFile(file) ? Optional.of(info(file)) : Optional.empty();
    }

    private ObjectInfo info(Path file) {
        try {
            String key = root.relativize(file).toString();
            return new ObjectInfo(
                    key, Files.size(file), "", Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public InputStream get(String key) {
        try {
            return Files.newInputStream(root.resolve(key));
        } catch (NoSuchFileException e) {
            NoSuchObjectException missing = new NoSuchObjectException(key);
            missing.initCause(e);
            throw missing;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public InputStream get(String key, long offset, long length) {
        byte[] bytes = bytes(key);
        int from = (int) Math.min(offset, bytes.length);
        return new ByteArrayInputStream(Arrays.copyOfRange(bytes, from, (int) Math.min(bytes.length, offset + length)));
    }

    @Override
    public void put(String key, Content content) {
        Path file = root.resolve(key);
        try (InputStream in = content.open()) {
            Files.createDirectories(file.getParent());
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean putIfAbsent(String key, Content content) {
        if (exists(key)) {
            return false;
        }
        put(key, content);
        return true;
    }

    @Override
    public List<ObjectInfo> list(String prefix) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(this::info)
                    .filter(o -> o.key().startsWith(prefix))
                    .sorted((a, b) -> a.key().compareTo(b.key()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void delete(String key) {
        try {
            Files.deleteIfExists(root.resolve(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.nephrite.core.store;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * One bucket of an object store such as S3 or MinIO. Thread-safe. All methods throw {@link PipelineException} with
 * {@link FailureCode#STORE_UNAVAILABLE} if the store cannot be reached.
 *
 * <pre>{@code
 * store.put("notes/first.txt", "text".getBytes(StandardCharsets.UTF_8));
 * boolean exists = store.exists("notes/second.txt"); // false
 * Optional<byte[]> bytes = store.find("notes/first.txt"); // empty if there is no such object
 * }</pre>
 */
public interface ObjectStore {
    Optional<ObjectInfo> stat(String key);

    default boolean exists(String key) {
        return stat(key).isPresent();
    }

    /**
     * Opens an object.
     *
     * @return the object's bytes; the caller closes
     * @throws NoSuchObjectException if there is no object of that key
     */
    InputStream get(String key);

    /** {@code length} bytes from {@code offset}; fewer where the object ends before. */
    InputStream get(String key, long offset, long length);

    /** Writes or overwrites; readers see the old object or the whole new one. */
    void put(String key, Content content);

    /** Writes only where no object is; of several writers exactly one gets {@code true}. */
    boolean putIfAbsent(String key, Content content);

    /** All objects under the prefix, ascending by key. */
    List<ObjectInfo> list(String prefix);

    /**
     * Names of the folders directly below the prefix, without slashes, ascending: what all keys begin with that have a
     * slash behind it. A store that can tell them without listing their objects does.
     *
     * @param prefix empty, or ends in a slash
     */
    default List<String> folders(String prefix) {
        return list(prefix).stream()
                .map(object -> object.key().substring(prefix.length()))
                .filter(name -> name.indexOf('/') > 0)
                .map(name -> name.substring(0, name.indexOf('/')))
                .distinct()
                .toList();
    }

    /** Does nothing where there is no such object. */
    void delete(String key);

    /** Reads a small object whole. */
    default byte[] bytes(String key) {
        try (InputStream in = get(key)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new PipelineException(FailureCode.STORE_UNAVAILABLE, "read " + key + ": " + e.getMessage(), e);
        }
    }

    /** Reads a small object whole. Empty if there is no object of that key. */
    default Optional<byte[]> find(String key) {
        try {
            return Optional.of(bytes(key));
        } catch (NoSuchObjectException e) {
            return Optional.empty();
        }
    }

    default void put(String key, byte[] bytes) {
        put(key, Content.of(bytes));
    }

    default boolean putIfAbsent(String key, byte[] bytes) {
        return putIfAbsent(key, Content.of(bytes));
    }

    /** An object that was read is not there. */
    final class NoSuchObjectException extends RuntimeException {
        public NoSuchObjectException(String key) {
            super("no object " + key);
        }
    }
}

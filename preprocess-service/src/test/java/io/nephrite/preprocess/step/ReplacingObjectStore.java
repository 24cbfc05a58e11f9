package io.nephrite.preprocess.step;

import io.nephrite.core.pipeline.Content;
import io.nephrite.core.pipeline.ObjectInfo;
import io.nephrite.core.pipeline.ObjectStore;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** A bucket where somebody overwrites one file just before it is read. */
final class ReplacingObjectStore implements ObjectStore {
    private final ObjectStore store;
    private final String replaced;
    private final byte[] by;

    ReplacingObjectStore(ObjectStore store, String replaced, byte[] by) {
        this.store = store;
        this.replaced = replaced;
        this.by = by;
    }

    @Override
    public Optional<ObjectInfo> stat(String key) {
        return store.stat(key);
    }

    @Override
    public InputStream get(String key) {
        replace(key);
        return store.get(key);
    }

    @Override
    public InputStream get(String key, long offset, long length) {
        replace(key);
        return store.get(key, offset, length);
    }

    private void replace(String key) {
        if (key.equals(replaced)) {
            store.put(key, by);
        }
    }

    @Override
    public void put(String key, Content content) {
        store.put(key, content);
    }

    @Override
    public boolean putIfAbsent(String key, Content content) {
        return store.putIfAbsent(key, content);
    }

    @Override
    public List<ObjectInfo> list(String prefix) {
        return store.list(prefix);
    }

    @Override
    public void delete(String key) {
        store.delete(key);
    }
}

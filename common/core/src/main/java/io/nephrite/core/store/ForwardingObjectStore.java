package io.nephrite.core.store;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Hands every call on to another store; a subclass changes what it must. */
public abstract class ForwardingObjectStore implements ObjectStore {
    private final ObjectStore store;

    protected ForwardingObjectStore(ObjectStore store) {
        this.store = store;
    }

    @Override
    public Optional<ObjectInfo> stat(String key) {
        return store.stat(key);
    }

    @Override
    public InputStream get(String key) {
        return store.get(key);
    }

    @Override
    public InputStream get(String key, long offset, long length) {
        return store.get(key, offset, length);
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
    public List<String> folders(String prefix) {
        return store.folders(prefix);
    }

    @Override
    public void delete(String key) {
        store.delete(key);
    }
}

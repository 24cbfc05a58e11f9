package io.nephrite.preprocess.step;

import io.nephrite.core.store.ForwardingObjectStore;
import io.nephrite.core.store.ObjectStore;
import java.io.InputStream;

/** A bucket where somebody overwrites one file just before it is read. */
final class ReplacingObjectStore extends ForwardingObjectStore {
    private final String replaced;
    private final byte[] by;

    ReplacingObjectStore(ObjectStore store, String replaced, byte[] by) {
        super(store);
        this.replaced = replaced;
        this.by = by;
    }

    @Override
    public InputStream get(String key) {
        replace(key);
        return super.get(key);
    }

    @Override
    public InputStream get(String key, long offset, long length) {
        replace(key);
        return super.get(key, offset, length);
    }

    private void replace(String key) {
        if (key.equals(replaced)) {
            put(key, by);
        }
    }
}

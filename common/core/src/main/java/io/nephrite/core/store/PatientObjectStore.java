package io.nephrite.core.store;

import io.nephrite.core.failure.Patience;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * A bucket whose calls wait for a store that is away: for work that would lose much if one call failed. A stream that
 * was opened fails in the middle as any other; {@link #bytes} and {@link #find} read whole objects and do not.
 */
public final class PatientObjectStore extends ForwardingObjectStore {
    private final Patience patience;

    public PatientObjectStore(ObjectStore store, Patience patience) {
        super(store);
        this.patience = patience;
    }

    @Override
    public Optional<ObjectInfo> stat(String key) {
        return patience.untilDone("stat " + key, () -> super.stat(key));
    }

    @Override
    public InputStream get(String key) {
        return patience.untilDone("get " + key, () -> super.get(key));
    }

    @Override
    public InputStream get(String key, long offset, long length) {
        return patience.untilDone("get " + key, () -> super.get(key, offset, length));
    }

    @Override
    public byte[] bytes(String key) {
        return patience.untilDone("get " + key, () -> super.bytes(key));
    }

    @Override
    public void put(String key, Content content) {
        patience.untilDone("put " + key, () -> super.put(key, content));
    }

    @Override
    public boolean putIfAbsent(String key, Content content) {
        return patience.untilDone("put " + key, () -> super.putIfAbsent(key, content));
    }

    @Override
    public List<ObjectInfo> list(String prefix) {
        return patience.untilDone("list " + prefix, () -> super.list(prefix));
    }

    @Override
    public void delete(String key) {
        patience.untilDone("delete " + key, () -> super.delete(key));
    }
}

package io.nephrite.eval.status;

import io.nephrite.core.store.ForwardingObjectStore;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A view of a bucket that remembers the newest time of what was listed or looked up. Not thread-safe. */
final class NewestObject extends ForwardingObjectStore {
    private Optional<Instant> newest = Optional.empty();

    NewestObject(ObjectStore store) {
        super(store);
    }

    Optional<Instant> time() {
        return newest;
    }

    @Override
    public Optional<ObjectInfo> stat(String key) {
        Optional<ObjectInfo> found = super.stat(key);
        found.ifPresent(this::see);
        return found;
    }

    @Override
    public List<ObjectInfo> list(String prefix) {
        List<ObjectInfo> found = super.list(prefix);
        found.forEach(this::see);
        return found;
    }

    private void see(ObjectInfo object) {
        if (newest.filter(known -> known.isAfter(object.lastModified())).isEmpty()) {
            newest = Optional.of(object.lastModified());
        }
    }
}

package io.nephrite.core.housekeeping;

import io.nephrite.core.store.ForwardingObjectStore;
import io.nephrite.core.store.ObjectStore;

/** A store whose client is killed at one of its deletions. */
final class KilledStore extends ForwardingObjectStore {
    /** What the client sees of it. */
    static final class Killed extends RuntimeException {}

    private int left;

    /** @param left deletions that are still done */
    KilledStore(ObjectStore store, int left) {
        super(store);
        this.left = left;
    }

    @Override
    public void delete(String key) {
        if (left-- <= 0) {
            throw new Killed();
        }
        super.delete(key);
    }
}

package io.nephrite.core.job;

import io.nephrite.core.store.Content;
import io.nephrite.core.store.ForwardingObjectStore;
import io.nephrite.core.store.ObjectStore;

/** A bucket that only the owner of a job may write. */
final class OwnedObjectStore extends ForwardingObjectStore {
    private final Lease lease;

    OwnedObjectStore(ObjectStore bucket, Lease lease) {
        super(bucket);
        this.lease = lease;
    }

    @Override
    public void put(String key, Content content) {
        lease.requireOwner();
        super.put(key, content);
    }

    @Override
    public boolean putIfAbsent(String key, Content content) {
        lease.requireOwner();
        return super.putIfAbsent(key, content);
    }

    @Override
    public void delete(String key) {
        lease.requireOwner();
        super.delete(key);
    }
}

package io.nephrite.core.pipeline.job;

import io.nephrite.core.pipeline.Content;
import io.nephrite.core.pipeline.ObjectInfo;
import io.nephrite.core.pipeline.ObjectStore;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** A bucket that only the owner of a job may write. */
final class OwnedObjectStore implements ObjectStore {
    private final ObjectStore bucket;
    private final Lease lease;

    OwnedObjectStore(ObjectStore bucket, Lease lease) {
        this.bucket = bucket;
        this.lease = lease;
    }

    @Override
    public Optional<ObjectInfo> stat(String key) {
        return bucket.stat(key);
    }

    @Override
    public InputStream get(String key) {
        return bucket.get(key);
    }

    @Override
    public InputStream get(String key, long offset, long length) {
        return bucket.get(key, offset, length);
    }

    @Override
    public void put(String key, Content content) {
        lease.requireOwner();
        bucket.put(key, content);
    }

    @Override
    public boolean putIfAbsent(String key, Content content) {
        lease.requireOwner();
        return bucket.putIfAbsent(key, content);
    }

    @Override
    public List<ObjectInfo> list(String prefix) {
        return bucket.list(prefix);
    }

    @Override
    public void delete(String key) {
        lease.requireOwner();
        bucket.delete(key);
    }
}

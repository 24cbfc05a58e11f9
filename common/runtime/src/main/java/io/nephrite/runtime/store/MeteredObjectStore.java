package io.nephrite.runtime.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.nephrite.core.store.Content;
import io.nephrite.core.store.ForwardingObjectStore;
import io.nephrite.core.store.ObjectStore;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes that go to and come from a bucket. */
final class MeteredObjectStore extends ForwardingObjectStore {
    private final Counter read;
    private final Counter written;

    MeteredObjectStore(ObjectStore store, MeterRegistry meters, String bucket) {
        super(store);
        this.read = counter(meters, bucket, "read");
        this.written = counter(meters, bucket, "written");
    }

    private static Counter counter(MeterRegistry meters, String bucket, String direction) {
        return Counter.builder("nephrite.store.bytes")
                .baseUnit("bytes")
                .tag("bucket", bucket)
                .tag("direction", direction)
                .register(meters);
    }

    @Override
    public InputStream get(String key) {
        return counted(super.get(key));
    }

    @Override
    public InputStream get(String key, long offset, long length) {
        return counted(super.get(key, offset, length));
    }

    @Override
    public void put(String key, Content content) {
        super.put(key, content);
        written.increment((double) content.size());
    }

    @Override
    public boolean putIfAbsent(String key, Content content) {
        boolean won = super.putIfAbsent(key, content);
        written.increment((double) content.size());
        return won;
    }

    private InputStream counted(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int value = super.read();
                if (value >= 0) {
                    read.increment();
                }
                return value;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = super.read(bytes, offset, length);
                if (count > 0) {
                    read.increment(count);
                }
                return count;
            }
        };
    }
}

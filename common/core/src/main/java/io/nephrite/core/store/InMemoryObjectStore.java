package io.nephrite.core.store;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.ContentHash;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bucket in memory for tests. Thread-safe. Times are those of the clock, cut to milliseconds as S3 does; the ETag is
 * a hash of the content. Counts calls, so that a test can say what must not be read twice.
 */
public final class InMemoryObjectStore implements ObjectStore {
    private final ConcurrentSkipListMap<String, Entry> entries = new ConcurrentSkipListMap<>();
    private final Clock clock;
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong lists = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final Set<String> unreachable = ConcurrentHashMap.newKeySet();

    public InMemoryObjectStore() {
        this(Clock.systemUTC());
    }

    /**
     * Makes an empty store.
     *
     * @param clock the store's clock, which may differ from that of its clients
     */
    public InMemoryObjectStore(Clock clock) {
        this.clock = clock;
    }

    /** The next call that names this object fails, as if the store could not be reached. */
    public void failNext(String key) {
        unreachable.add(key);
    }

    @Override
    public Optional<ObjectInfo> stat(String key) {
        reach(key);
        return Optional.ofNullable(entries.get(key)).map(Entry::info);
    }

    @Override
    public InputStream get(String key) {
        reads.incrementAndGet();
        return new ByteArrayInputStream(entry(key).bytes());
    }

    @Override
    public InputStream get(String key, long offset, long length) {
        reads.incrementAndGet();
        byte[] bytes = entry(key).bytes();
        int from = (int) Math.min(offset, bytes.length);
        return new ByteArrayInputStream(bytes, from, (int) Math.min(length, bytes.length - from));
    }

    @Override
    public void put(String key, Content content) {
        entries.put(key, entryOf(key, content));
        writes.incrementAndGet();
    }

    @Override
    public boolean putIfAbsent(String key, Content content) {
        boolean won = entries.putIfAbsent(key, entryOf(key, content)) == null;
        if (won) {
            writes.incrementAndGet();
        }
        return won;
    }

    @Override
    public List<ObjectInfo> list(String prefix) {
        lists.incrementAndGet();
        return entries.tailMap(prefix).values().stream()
                .map(Entry::info)
                .takeWhile(i -> i.key().startsWith(prefix))
                .toList();
    }

    @Override
    public void delete(String key) {
        reach(key);
        entries.remove(key);
    }

    /** Objects written so far. */
    public long writes() {
        return writes.get();
    }

    /** Objects read so far. */
    public long reads() {
        return reads.get();
    }

    /** Listings asked for so far. */
    public long lists() {
        return lists.get();
    }

    /** All keys, ascending. */
    public List<String> keys() {
        return List.copyOf(entries.keySet());
    }

    private void reach(String key) {
        if (unreachable.remove(key)) {
            throw new PipelineException(FailureCode.STORE_UNAVAILABLE, "connection refused: " + key);
        }
    }

    private Entry entry(String key) {
        reach(key);
        Entry entry = entries.get(key);
        if (entry == null) {
            throw new NoSuchObjectException(key);
        }
        return entry;
    }

    private Entry entryOf(String key, Content content) {
        reach(key);
        try (InputStream in = content.open()) {
            byte[] bytes = in.readAllBytes();
            if (bytes.length != content.size()) {
                throw new IllegalArgumentException(
                        key + ": content says " + content.size() + " bytes and has " + bytes.length);
            }
            return new Entry(
                    bytes,
                    new ObjectInfo(
                            key,
                            bytes.length,
                            ContentHash.of(bytes),
                            clock.instant().truncatedTo(ChronoUnit.MILLIS)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Entry {
        private final byte[] bytes;
        private final ObjectInfo info;

        Entry(byte[] bytes, ObjectInfo info) {
            this.bytes = bytes;
            this.info = info;
        }

        byte[] bytes() {
            return bytes;
        }

        ObjectInfo info() {
            return info;
        }
    }
}

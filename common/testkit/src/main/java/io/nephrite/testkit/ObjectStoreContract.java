package io.nephrite.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link ObjectStore} must do, {@code putIfAbsent} above all. A subclass names the store. */
public abstract class ObjectStoreContract {
    private final String root = "contract-" + UUID.randomUUID() + "/";

    /** The store under test; may hold other objects. */
    protected abstract ObjectStore store();

    @Test
    void tellsTheFoldersDirectlyBelowAPrefix() {
        store().put("folders/b/deep/er/1.json", new byte[1]);
        store().put("folders/a/1.json", new byte[1]);
        store().put("folders/a/2.json", new byte[1]);
        store().put("folders/file.json", new byte[1]);
        assertThat(store().folders("folders/")).containsExactly("a", "b");
        assertThat(store().folders("")).contains("folders");
        assertThat(store().folders("folders/none/")).isEmpty();
    }

    @Test
    public void returnsWhatWasPut() {
        store().put(root + "a.json", "first".getBytes(UTF_8));
        store().put(root + "a.json", "second".getBytes(UTF_8));

        assertThat(store().bytes(root + "a.json")).isEqualTo("second".getBytes(UTF_8));
        assertThat(store().stat(root + "a.json")).hasValueSatisfying(info -> {
            assertThat(info.key()).isEqualTo(root + "a.json");
            assertThat(info.size()).isEqualTo(6);
            assertThat(info.etag()).isNotEmpty().doesNotContain("\"");
        });
    }

    @Test
    public void keepsLargeObjectsWhole() {
        byte[] large = new byte[17 << 20];
        new Random(1).nextBytes(large);
        store().put(root + "large", large);

        assertThat(Arrays.equals(store().bytes(root + "large"), large)).isTrue();
        store().delete(root + "large");
    }

    @Test
    public void keepsEmptyObjects() {
        store().put(root + "empty", new byte[0]);
        assertThat(store().bytes(root + "empty")).isEmpty();
    }

    @Test
    public void saysWhatIsNotThere() {
        assertThat(store().stat(root + "nothing")).isEmpty();
        assertThat(store().exists(root + "nothing")).isFalse();
        assertThat(store().find(root + "nothing")).isEmpty();
        assertThatThrownBy(() -> store().bytes(root + "nothing")).isInstanceOf(ObjectStore.NoSuchObjectException.class);
        store().delete(root + "nothing");
    }

    @Test
    public void readsRanges() throws IOException {
        store().put(root + "range", "0123456789".getBytes(UTF_8));
        assertThat(range("range", 2, 3)).isEqualTo("234");
        assertThat(range("range", 0, 1)).isEqualTo("0");
        assertThat(range("range", 8, 100)).isEqualTo("89");
    }

    @Test
    public void putsIfAbsentOnlyOnce() {
        assertThat(store().putIfAbsent(root + "marker", "one".getBytes(UTF_8))).isTrue();
        assertThat(store().putIfAbsent(root + "marker", "two".getBytes(UTF_8))).isFalse();
        assertThat(store().bytes(root + "marker")).isEqualTo("one".getBytes(UTF_8));
    }

    @Test
    public void letsExactlyOneOfManyWritersWin() throws Exception {
        int writers = 16;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Callable<Boolean>> puts = IntStream.range(0, writers)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        start.await();
                        return store().putIfAbsent(root + "race", ("writer " + i).getBytes(UTF_8));
                    })
                    .toList();
            List<Future<Boolean>> results = puts.stream().map(threads::submit).toList();
            start.countDown();
            int winners = 0;
            for (Future<Boolean> result : results) {
                winners += result.get(60, TimeUnit.SECONDS) ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    public void listsBelowAPrefixAscending() {
        List<String> names = List.of("list/b", "list/a/deep", "list/c.json", "list/a/aaa", "listing");
        names.forEach(n -> store().put(root + n, n.getBytes(UTF_8)));

        List<String> expected = names.stream()
                .filter(n -> n.startsWith("list/"))
                .map(n -> root + n)
                .sorted()
                .toList();
        List<ObjectInfo> found = store().list(root + "list/");
        assertThat(found).extracting(ObjectInfo::key).isEqualTo(expected);
        assertThat(found).allSatisfy(i -> {
            assertThat(i.size()).isPositive();
            assertThat(i.etag()).isEqualTo(store().stat(i.key()).orElseThrow().etag());
        });
        assertThat(store().list(root + "nowhere/")).isEqualTo(Collections.emptyList());
    }

    @Test
    public void keepsKeysWithSpecialCharacters() {
        String key = root + "case 1+2 (ä)/100%.nii.gz";
        store().put(key, "x".getBytes(UTF_8));
        assertThat(store().list(root + "case 1+2")).extracting(ObjectInfo::key).containsExactly(key);
        assertThat(store().bytes(key)).isEqualTo("x".getBytes(UTF_8));
    }

    @Test
    public void deletes() {
        store().put(root + "gone", "x".getBytes(UTF_8));
        store().delete(root + "gone");
        assertThat(store().exists(root + "gone")).isFalse();
    }

    @Test
    public void changesTheEtagWithTheContent() {
        store().put(root + "etag", "one".getBytes(UTF_8));
        String before = store().stat(root + "etag").orElseThrow().etag();
        store().put(root + "etag", "two".getBytes(UTF_8));
        assertThat(store().stat(root + "etag").orElseThrow().etag()).isNotEqualTo(before);
    }

    private String range(String name, long offset, long length) throws IOException {
        try (InputStream in = store().get(root + name, offset, length)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}

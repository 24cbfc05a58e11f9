package io.nephrite.local.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Pages of a listing, beside a listing of all keys that is cut by hand. */
class KeyIndexTest {
    private static final String ALPHABET = "a-./0b";

    private final KeyIndex index = new KeyIndex();

    @Test
    void pagesHoldEachNameOnceInOrderWhateverTheirSize() {
        Random random = new Random(12);
        for (int round = 0; round < 300; round++) {
            KeyIndex drawn = new KeyIndex();
            TreeSet<String> there = new TreeSet<>();
            TreeSet<String> gone = new TreeSet<>();
            for (int i = 0; i < 30; i++) {
                String key = key(random);
                drawn.add(key);
                (random.nextInt(4) == 0 ? gone : there).add(key);
            }
            there.removeAll(gone);
            String prefix = random.nextBoolean() ? "" : key(random).substring(0, 1);
            for (boolean byFolder : new boolean[] {false, true}) {
                for (int size = 1; size < 5; size++) {
                    assertThat(pages(drawn, prefix, byFolder, size, there))
                            .as("prefix '%s', by folder %s, pages of %s, keys %s", prefix, byFolder, size, there)
                            .isEqualTo(listed(there, prefix, byFolder));
                }
            }
        }
    }

    @Test
    void endsWhereNothingFollows() {
        index.add("a");
        index.add("b");

        assertThat(index.page("", "", false, 2, key -> true).hasMore()).isFalse();
        assertThat(index.page("", "", false, 1, key -> true).hasMore()).isTrue();
        assertThat(index.page("", "", false, 0, key -> true).names()).isEmpty();
        assertThat(index.page("", "", false, 0, key -> true).hasMore()).isFalse();
    }

    @Test
    void forgetsWhatWasRemoved() {
        index.add("a");
        index.remove("a");

        assertThat(index.page("", "", false, 9, key -> true).names()).isEmpty();
    }

    private static List<String> pages(KeyIndex index, String prefix, boolean byFolder, int size, Set<String> there) {
        List<String> names = new ArrayList<>();
        KeyIndex.Page page = index.page(prefix, "", byFolder, size, there::contains);
        names.addAll(page.names());
        while (page.hasMore()) {
            page = index.page(prefix, names.get(names.size() - 1), byFolder, size, there::contains);
            names.addAll(page.names());
        }
        return names;
    }

    private static List<String> listed(SortedSet<String> keys, String prefix, boolean byFolder) {
        return keys.stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> {
                    int slash = byFolder ? key.indexOf('/', prefix.length()) : -1;
                    return slash < 0 ? key : key.substring(0, slash + 1);
                })
                .distinct()
                .toList();
    }

    private static String key(Random random) {
        StringBuilder key = new StringBuilder();
        int length = 1 + random.nextInt(5);
        for (int i = 0; i < length; i++) {
            key.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return key.toString();
    }
}

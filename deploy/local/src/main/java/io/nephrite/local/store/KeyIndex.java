package io.nephrite.local.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Predicate;

/**
 * The keys of one bucket in their order, so that a page of a listing costs as much as the page holds, however many
 * keys there are. It may hold keys whose objects have gone meanwhile, never lacks one that is there. Thread-safe.
 */
final class KeyIndex {
    private static final char DELIMITER = '/';

    /** The character behind the delimiter: what begins with a folder's name and this comes behind all of the folder. */
    private static final char BEHIND_DELIMITER = DELIMITER + 1;

    private final ConcurrentSkipListSet<String> keys = new ConcurrentSkipListSet<>();

    /** To be called after the object was written. */
    void add(String key) {
        keys.add(key);
    }

    /** To be called before the object is deleted, so that another put at the same moment is not forgotten. */
    void remove(String key) {
        keys.remove(key);
    }

    /**
     * One page of a listing.
     *
     * @param after names up to this one are left out; empty for the first page
     * @param byFolder whether folders directly below the prefix stand for everything in them
     * @param isThere asked for each key of the page, and for folders until one of their keys is
     */
    Page page(String prefix, String after, boolean byFolder, int size, Predicate<String> isThere) {
        List<String> found = new ArrayList<>();
        Optional<String> next = first(prefix, after, byFolder);
        while (next.isPresent() && found.size() < size) {
            String key = next.get();
            String name = byFolder ? folderOrKey(prefix, key) : key;
            if (isThere.test(key)) {
                found.add(name);
                next = first(prefix, name, byFolder);
            } else {
                next = Optional.ofNullable(keys.higher(key)).filter(k -> k.startsWith(prefix));
            }
        }
        return new Page(found, next.isPresent() && !found.isEmpty());
    }

    private Optional<String> first(String prefix, String after, boolean byFolder) {
        boolean isFolder =
                byFolder && after.length() > prefix.length() && after.charAt(after.length() - 1) == DELIMITER;
        String next = after.compareTo(prefix) < 0
                ? keys.ceiling(prefix)
                : isFolder
                        ? keys.ceiling(after.substring(0, after.length() - 1) + BEHIND_DELIMITER)
                        : keys.higher(after);
        return Optional.ofNullable(next).filter(key -> key.startsWith(prefix));
    }

    private static String folderOrKey(String prefix, String key) {
        int slash = key.indexOf(DELIMITER, prefix.length());
        return slash < 0 ? key : key.substring(0, slash + 1);
    }

    /**
     * @param names keys, and folders with the slash at their end
     * @param hasMore whether another page follows
     */
    record Page(List<String> names, boolean hasMore) {
        Page {
            names = List.copyOf(names);
        }
    }
}

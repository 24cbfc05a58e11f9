package io.nephrite.eval.viewer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;

/**
 * Tables of cases, each made once: a report of many cases takes megabytes, and a table is asked for at each turn of a
 * page. A report that is written again is another object, and read again. What is kept is bounded by its cells.
 * Thread-safe.
 */
public final class CaseTables {
    /** Some hundred bytes each. */
    private static final int MOST_CELLS = 300_000;

    private final ObjectStore results;
    private final Cache<Key, CaseTable> tables = Caffeine.newBuilder()
            .maximumWeight(MOST_CELLS)
            .<Key, CaseTable>weigher(
                    (key, table) -> table.rows().size() * (1 + table.classes().size()))
            .build();

    public CaseTables(ObjectStore results) {
        this.results = results;
    }

    /** @param content ETags of the version's manifest and of its report, empty if there is no report */
    private record Key(VersionId version, String content, boolean isWorstFirst) {}

    /**
     * The cases of a version.
     *
     * @param isWorstFirst whether those with the lowest mean Dice come first, else by case id
     */
    public CaseTable find(VersionId version, boolean isWorstFirst) {
        String content = etag(ObjectKeys.manifest(version)) + " " + etag(ObjectKeys.report(version));
        return find(new Key(version, content, isWorstFirst));
    }

    private String etag(String key) {
        return results.stat(key).map(ObjectInfo::etag).orElse("");
    }

    private CaseTable find(Key key) {
        CaseTable known = tables.getIfPresent(key);
        if (known != null) {
            return known;
        }
        CaseTable made = key.isWorstFirst()
                ? find(new Key(key.version(), key.content(), false)).worstFirst()
                : CaseTable.read(results, key.version());
        tables.put(key, made);
        return made;
    }
}

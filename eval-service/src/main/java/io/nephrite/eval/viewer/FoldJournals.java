package io.nephrite.eval.viewer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.nephrite.core.identity.FoldId;
import io.nephrite.core.pipeline.FoldFolder;
import io.nephrite.core.pipeline.FoldJournal;
import io.nephrite.core.store.ObjectStore;
import java.util.Optional;

/** The journals of trainings that were looked at last, read again only when they are written again. Thread-safe. */
public final class FoldJournals {
    private static final int MOST = 40;

    private final ObjectStore results;
    private final Cache<String, FoldJournal> journals =
            Caffeine.newBuilder().maximumSize(MOST).build();

    public FoldJournals(ObjectStore results) {
        this.results = results;
    }

    /**
     * Finds the journal of a fold.
     *
     * @return empty before the first epoch has ended
     */
    public Optional<FoldJournal> find(FoldId fold) {
        return results.stat(FoldFolder.of(fold).journal())
                .flatMap(object -> Optional.ofNullable(journals.get(
                        object.key() + "\n" + object.etag(),
                        key -> FoldJournal.find(results, fold).orElse(null))));
    }
}

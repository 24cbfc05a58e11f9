package io.nephrite.ingest.step;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.util.Optional;

/** The parsed description of each dataset; read again when the object changes. Thread-safe. */
public final class DescriptionCache {
    /** More datasets than change at a time; a description of ten thousand cases takes some megabytes. */
    private static final int DESCRIPTIONS_KEPT = 100;

    private final ObjectStore datasets;
    private final Cache<String, Parsed> parsed =
            Caffeine.newBuilder().maximumSize(DESCRIPTIONS_KEPT).build();

    public DescriptionCache(ObjectStore datasets) {
        this.datasets = datasets;
    }

    /**
     * Returns the description of a dataset.
     *
     * @return empty while there is neither dataset.json nor kits.json; the first wins
     */
    public Optional<Description> current(String dataset) {
        for (String place : DescriptionReader.PLACES) {
            Optional<Description> description = read(dataset, place);
            if (description.isPresent()) {
                return description;
            }
        }
        return Optional.empty();
    }

    private Optional<Description> read(String dataset, String file) {
        String key = ObjectKeys.upload(dataset, file);
        Optional<ObjectInfo> info = datasets.stat(key);
        if (info.isEmpty()) {
            parsed.invalidate(key);
            return Optional.empty();
        }
        Parsed known = parsed.getIfPresent(key);
        if (known != null && known.etag.equals(info.get().etag())) {
            return Optional.of(known.description);
        }
        Description description = info.get().size() > DescriptionReader.LARGEST_BYTES
                ? DescriptionReader.tooLarge(file, info.get().size())
                : DescriptionReader.at(file, datasets.bytes(key));
        parsed.put(key, new Parsed(info.get().etag(), description));
        return Optional.of(description);
    }

    private record Parsed(String etag, Description description) {}
}

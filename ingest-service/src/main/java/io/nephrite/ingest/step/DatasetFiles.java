package io.nephrite.ingest.step;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectInfo;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The files of one dataset as they are known, and when they last changed. Not thread-safe. */
final class DatasetFiles {
    private final String dataset;
    private final Clock clock;
    private final SortedSet<String> debris = new TreeSet<>();
    private Map<String, StoredFile> files = new TreeMap<>();
    private Instant changedAt;
    private Optional<String> signature = Optional.empty();

    DatasetFiles(String dataset, Clock clock) {
        this.dataset = dataset;
        this.clock = clock;
        this.changedAt = clock.instant();
    }

    /** Objects of this dataset as files, by path; notes what systems have left behind, which counts for nothing. */
    Map<String, StoredFile> listed(List<ObjectInfo> listing) {
        Map<String, StoredFile> listed = new TreeMap<>();
        debris.clear();
        for (ObjectInfo info : listing) {
            if (!isDebris(path(info.key()), true)) {
                listed.put(path(info.key()), new StoredFile(info.key(), info.size(), info.etag()));
            }
        }
        return listed;
    }

    /**
     * Whether a file is one that operating systems and stores leave behind; notes that.
     *
     * @param isThere whether it has come, or gone
     */
    boolean isDebris(String path, boolean isThere) {
        boolean isDebris = FileNames.isDebris(path);
        if (isDebris && isThere) {
            debris.add(path);
        } else {
            debris.remove(path);
        }
        return isDebris;
    }

    /** Files that operating systems and stores left behind. */
    SortedSet<String> debris() {
        return Collections.unmodifiableSortedSet(debris);
    }

    /** Relative to the dataset's folder. */
    String path(String key) {
        return ObjectKeys.below(ObjectKeys.uploads(dataset), key).orElseThrow();
    }

    /**
     * Puts a new listing in place of what was known.
     *
     * @return whether they differ from those that were known
     */
    boolean replace(Map<String, StoredFile> now) {
        if (now.equals(files)) {
            return false;
        }
        files = new TreeMap<>(now);
        changed();
        return true;
    }

    /**
     * Notes a file that was uploaded.
     *
     * @return whether it was not known as it is
     */
    boolean put(String path, StoredFile file) {
        boolean isNews = !file.equals(files.put(path, file));
        if (isNews) {
            changed();
        }
        return isNews;
    }

    /**
     * Forgets a file that was deleted.
     *
     * @return whether it was there
     */
    boolean remove(String path) {
        boolean wasThere = files.remove(path) != null;
        if (wasThere) {
            changed();
        }
        return wasThere;
    }

    private void changed() {
        changedAt = clock.instant();
        signature = Optional.empty();
    }

    Map<String, StoredFile> byPath() {
        return Collections.unmodifiableMap(files);
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    /** When a file last came, went or changed, as far as this process knows. */
    Instant changedAt() {
        return changedAt;
    }

    /** Identity of all files. */
    String signature() {
        if (signature.isEmpty()) {
            StringBuilder text = new StringBuilder();
            files.forEach((path, f) -> text.append(path)
                    .append(' ')
                    .append(f.size())
                    .append(' ')
                    .append(f.etag())
                    .append('\n'));
            signature = Optional.of(ContentHash.of(text.toString()));
        }
        return signature.get();
    }
}

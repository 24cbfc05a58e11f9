package io.nephrite.ingest.step;

import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.event.Event;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The datasets that this process knows of. Thread-safe. */
public final class Intakes {
    /** Names that begin so serve another purpose than datasets. */
    private static final String RESERVED = "_";

    private static final int MOST_REFUSED = 10_000;

    private final ObjectStore datasets;
    private final ObjectStore results;
    private final DescriptionCache descriptions;
    private final Clock clock;
    private final Map<String, DatasetIntake> byName = new ConcurrentHashMap<>();
    private final Set<String> everRefused = ConcurrentHashMap.newKeySet();
    private final Map<String, String> refused = new ConcurrentHashMap<>();

    public Intakes(ObjectStore datasets, ObjectStore results, DescriptionCache descriptions, Clock clock) {
        this.datasets = datasets;
        this.results = results;
        this.descriptions = descriptions;
        this.clock = clock;
    }

    /**
     * Finds what is known of a dataset.
     *
     * @param missing takes the requests that the first listing of a dataset leads to
     * @return what is known of the dataset; listed where nothing was
     */
    DatasetIntake of(String dataset, Consumer<List<Event>> missing) {
        // who comes second waits for the listing, and does not ask for the same checks again
        return byName.computeIfAbsent(dataset, name -> {
            DatasetIntake fresh = new DatasetIntake(name, datasets, results, descriptions, clock);
            missing.accept(fresh.reload());
            return fresh;
        });
    }

    Collection<DatasetIntake> all() {
        return byName.values();
    }

    /**
     * The dataset that an object belongs to. What belongs to none, and is not meant for another purpose, is among
     * {@link #refused} from then on.
     *
     * @param key in bucket {@code datasets}
     */
    Optional<String> datasetOf(String key) {
        Optional<String> folder = ObjectKeys.datasetOf(key);
        if (folder.isEmpty()) {
            refuse(key, "the file is not in a folder; expected <dataset>/<file>");
            return Optional.empty();
        }
        String name = folder.get();
        if (key.equals(ObjectKeys.uploads(name)) || name.startsWith(RESERVED)) {
            return Optional.empty();
        }
        Optional<String> why = FileNames.whyNoDataset(name);
        why.ifPresent(reason -> refuse(name, "the name cannot be a dataset's: " + reason));
        return why.isPresent() ? Optional.empty() : Optional.of(name);
    }

    private void refuse(String name, String why) {
        if (everRefused.size() < MOST_REFUSED && everRefused.add(name)) {
            refused.put(FileNames.printable(name), why);
        }
    }

    /** Names below which objects were found that are no dataset, with the reason; each is given once. */
    public Map<String, String> refused() {
        Map<String, String> fresh = new TreeMap<>(refused);
        refused.keySet().removeAll(fresh.keySet());
        return fresh;
    }

    /** Datasets of which files are or were known, by this process or an earlier one. */
    Set<String> known() {
        Set<String> known = new TreeSet<>(byName.keySet());
        String prefix = ObjectKeys.knownDatasets();
        results.list(prefix)
                .forEach(info -> ObjectKeys.below(prefix, info.key()).ifPresent(known::add));
        return known;
    }
}

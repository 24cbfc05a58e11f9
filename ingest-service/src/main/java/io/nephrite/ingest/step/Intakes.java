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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The datasets that this process knows of. Thread-safe. */
public final class Intakes {
    private final ObjectStore datasets;
    private final ObjectStore results;
    private final DescriptionCache descriptions;
    private final Clock clock;
    private final Map<String, DatasetIntake> byName = new ConcurrentHashMap<>();

    public Intakes(ObjectStore datasets, ObjectStore results, DescriptionCache descriptions, Clock clock) {
        this.datasets = datasets;
        this.results = results;
        this.descriptions = descriptions;
        this.clock = clock;
    }

    /**
     * @param missing takes the requests that the first listing of a dataset leads to
     * @return what is known of the dataset; listed where nothing was
     */
    DatasetIntake of(String dataset, Consumer<List<Event>> missing) {
        DatasetIntake known = byName.get(dataset);
        if (known != null) {
            return known;
        }
        DatasetIntake fresh = new DatasetIntake(dataset, datasets, results, descriptions, clock);
        missing.accept(fresh.reload());
        DatasetIntake other = byName.putIfAbsent(dataset, fresh);
        return other == null ? fresh : other;
    }

    Collection<DatasetIntake> all() {
        return byName.values();
    }

    /** The dataset that an uploaded object belongs to; empty where it belongs to none. */
    static Optional<String> datasetOf(String key) {
        return ObjectKeys.datasetOf(key)
                .filter(name -> key.length() > ObjectKeys.uploads(name).length() && FileNames.isSafeDataset(name));
    }
}

package io.nephrite.core.pipeline;

import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.store.ObjectStore;
import java.util.Optional;

/**
 * The newest sealed version of a dataset; mutable in the store.
 *
 * @param until how far the work on it shall go
 */
public record CurrentVersion(String version, Milestone until) {
    public CurrentVersion {
        if (version == null || until == null) {
            throw new IllegalArgumentException("current.json needs version and until");
        }
    }

    /**
     * Finds the newest sealed version of a dataset.
     *
     * @return empty where no version was sealed yet
     */
    public static Optional<CurrentVersion> find(ObjectStore results, String dataset) {
        return results.find(ObjectKeys.current(dataset)).map(json -> Json.read(json, CurrentVersion.class));
    }

    public void write(ObjectStore results, String dataset) {
        results.put(ObjectKeys.current(dataset), Json.bytes(this));
    }

    public VersionId of(String dataset) {
        return new VersionId(dataset, version);
    }
}

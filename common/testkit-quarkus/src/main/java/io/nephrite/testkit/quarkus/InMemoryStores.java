package io.nephrite.testkit.quarkus;

import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.runtime.store.Datasets;
import io.nephrite.runtime.store.Results;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The two buckets in memory, empty at first. They take the place of the runtime's where this module is there. */
@ApplicationScoped
class InMemoryStores {
    @Produces
    @Singleton
    @Datasets
    ObjectStore datasets() {
        return new InMemoryObjectStore();
    }

    @Produces
    @Singleton
    @Results
    ObjectStore results() {
        return new InMemoryObjectStore();
    }
}

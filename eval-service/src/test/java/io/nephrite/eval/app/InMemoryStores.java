package io.nephrite.eval.app;

import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.runtime.store.Datasets;
import io.nephrite.runtime.store.Results;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Buckets without a server. */
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

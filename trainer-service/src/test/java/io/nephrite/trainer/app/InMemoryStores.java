package io.nephrite.trainer.app;

import io.nephrite.core.pipeline.ObjectStore;
import io.nephrite.runtime.Datasets;
import io.nephrite.runtime.Results;
import io.nephrite.testkit.InMemoryObjectStore;
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

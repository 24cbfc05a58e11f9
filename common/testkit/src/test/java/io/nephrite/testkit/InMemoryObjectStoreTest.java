package io.nephrite.testkit;

import io.nephrite.core.pipeline.ObjectStore;

class InMemoryObjectStoreTest extends ObjectStoreContract {
    private final ObjectStore store = new InMemoryObjectStore();

    @Override
    protected ObjectStore store() {
        return store;
    }
}

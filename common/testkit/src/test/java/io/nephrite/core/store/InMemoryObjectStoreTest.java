package io.nephrite.core.store;

import io.nephrite.testkit.ObjectStoreContract;

class InMemoryObjectStoreTest extends ObjectStoreContract {
    private final ObjectStore store = new InMemoryObjectStore();

    @Override
    protected ObjectStore store() {
        return store;
    }
}

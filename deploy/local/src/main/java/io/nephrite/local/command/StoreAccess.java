package io.nephrite.local.command;

import io.nephrite.local.client.ServiceClient;
import io.nephrite.local.system.DataFolder;
import io.nephrite.local.system.StoreOnly;
import java.io.IOException;
import java.util.Optional;

/** The store of a system, running or not: of a data folder that nobody uses the store alone is started. */
final class StoreAccess implements AutoCloseable {
    private final ServiceClient client;
    private final Optional<DataFolder> data;
    private final Optional<StoreOnly> store;

    private StoreAccess(ServiceClient client, Optional<DataFolder> data, Optional<StoreOnly> store) {
        this.client = client;
        this.data = data;
        this.store = store;
    }

    /** Of a system of this machine that is not running, or of the one that the options name. */
    static StoreAccess open(RemoteOptions remote) throws Exception {
        Optional<DataFolder> data =
                remote.isLocal() ? DataFolder.take(remote.data.toAbsolutePath().normalize()) : Optional.empty();
        if (data.isEmpty()) {
            return new StoreAccess(remote.client(), Optional.empty(), Optional.empty());
        }
        try {
            StoreOnly store = StoreOnly.open(data.get());
            return new StoreAccess(new ServiceClient(store.connection()), data, Optional.of(store));
        } catch (Exception e) {
            data.get().close();
            throw e;
        }
    }

    ServiceClient client() {
        return client;
    }

    @Override
    public void close() throws IOException {
        if (store.isPresent()) {
            store.get().close();
        }
        if (data.isPresent()) {
            data.get().close();
        }
    }
}

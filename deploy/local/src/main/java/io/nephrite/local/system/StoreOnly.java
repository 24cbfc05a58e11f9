package io.nephrite.local.system;

import io.nephrite.core.pipeline.Namespace;
import io.nephrite.local.client.ChosenNamespace;
import io.nephrite.local.client.Connection;
import io.nephrite.local.store.EmbeddedStore;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** The embedded store alone, for a look at what an earlier run has left; ready in a second or two. */
public final class StoreOnly implements AutoCloseable {
    private final EmbeddedStore store;
    private final Connection connection;

    private StoreOnly(EmbeddedStore store, Connection connection) {
        this.store = store;
        this.connection = connection;
    }

    /**
     * Opens the store of a data folder.
     *
     * @param data stays taken by the caller
     */
    public static StoreOnly open(DataFolder data) throws Exception {
        Namespace namespace = ChosenNamespace.ofEnvironment();
        String secret = data.secretKey();
        EmbeddedStore store = EmbeddedStore.startForReading(
                data.root().toAbsolutePath().resolve("s3"), List.of(namespace), EmbeddedSystem.ACCESS_KEY, secret);
        URI endpoint = URI.create(store.endpoint());
        return new StoreOnly(
                store, new Connection(endpoint, EmbeddedSystem.ACCESS_KEY, secret, "", Map.of()).in(namespace));
    }

    public Connection connection() {
        return connection;
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}

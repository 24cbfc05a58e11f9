package io.nephrite.local.store;

import io.minio.MinioClient;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.init.BrokerSettings;
import io.nephrite.init.TopicCreation;
import io.nephrite.local.broker.EmbeddedBroker;
import io.nephrite.s3.MinioObjectStore;
import io.nephrite.s3.S3Connection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Broker and store in a folder, for tests. */
public final class StoreFixture implements AutoCloseable {
    public static final String ACCESS_KEY = "access";
    public static final String SECRET_KEY = "secret-key";

    private final EmbeddedBroker broker;
    private final EmbeddedStore store;
    private final MinioClient client;

    /** Of one Nephrite that has them for itself. */
    public StoreFixture(Path folder) throws Exception {
        this(folder, List.of(Namespace.WHOLE));
    }

    /**
     * Starts a store and prepares it for some namespaces.
     *
     * @param namespaces of the Nephrites that share them
     */
    public StoreFixture(Path folder, List<Namespace> namespaces) throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
        for (Namespace namespace : namespaces) {
            TopicCreation.createMissing(BrokerSettings.at(broker.bootstrapServers()), namespace.topics(), 1);
        }
        store = EmbeddedStore.start(
                folder.resolve("s3"), namespaces, 0, ACCESS_KEY, SECRET_KEY, broker.bootstrapServers());
        client = client(SECRET_KEY);
    }

    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    public String endpoint() {
        return store.endpoint();
    }

    public S3Connection connection() {
        return new S3Connection(URI.create(store.endpoint()), ACCESS_KEY, SECRET_KEY, S3Connection.USUAL_REGION);
    }

    public MinioClient client(String secret) {
        return new S3Connection(URI.create(store.endpoint()), ACCESS_KEY, secret, S3Connection.USUAL_REGION).client();
    }

    public ObjectStore bucket(String bucket) {
        return new MinioObjectStore(client, bucket);
    }

    @Override
    public void close() throws IOException {
        store.close();
        broker.close();
    }
}

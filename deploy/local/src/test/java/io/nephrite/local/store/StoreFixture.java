package io.nephrite.local.store;

import io.minio.MinioClient;
import io.nephrite.core.event.Topic;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.local.broker.EmbeddedBroker;
import io.nephrite.local.broker.TopicCreation;
import io.nephrite.s3.MinioObjectStore;
import io.nephrite.s3.S3Connection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** Broker and store in a folder, for tests. */
public final class StoreFixture implements AutoCloseable {
    private final EmbeddedBroker broker;
    private final EmbeddedStore store;
    private final MinioClient client;

    public StoreFixture(Path folder) throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
        TopicCreation.createMissing(broker.bootstrapServers(), Topic.definitions(), 1);
        store = EmbeddedStore.start(folder.resolve("s3"), 0, "access", "secret-key", broker.bootstrapServers());
        client = client("secret-key");
    }

    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    public MinioClient client(String secret) {
        return new S3Connection(URI.create(store.endpoint()), "access", secret, S3Connection.USUAL_REGION).client();
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

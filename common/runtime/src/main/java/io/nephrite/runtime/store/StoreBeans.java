package io.nephrite.runtime.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.minio.MinioClient;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.s3.MinioObjectStore;
import io.nephrite.s3.PutAddresses;
import io.nephrite.s3.S3Connection;
import io.nephrite.s3.StoreKeys;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The two buckets, and the clock. Tests put beans of the same type and qualifier in their place. */
@ApplicationScoped
class StoreBeans {
    /** @throws IllegalArgumentException where the prefix cannot begin a name */
    @Produces
    @Singleton
    Namespace namespace(@ConfigProperty(name = "nephrite.prefix") Optional<String> prefix) {
        return new Namespace(prefix.orElse(""));
    }

    @Produces
    @Singleton
    MinioClient minioClient(StoreConfig config) {
        return connection(config, config.endpoint()).client();
    }

    private static S3Connection connection(StoreConfig config, URI endpoint) {
        StoreKeys keys = config.webIdentityTokenFile()
                .<StoreKeys>map(file -> new StoreKeys.OfPlatform(
                        file, config.stsEndpoint().orElse(config.endpoint()), config.roleArn()))
                .orElseGet(() -> new StoreKeys.Given(config.accessKey(), config.secretKey(), config.sessionToken()));
        return new S3Connection(endpoint, keys, config.region(), config.caFile());
    }

    /** For objects of the bucket that users write. */
    @Produces
    @Singleton
    PutAddresses putAddresses(StoreConfig config, Namespace namespace, Clock clock) {
        return new PutAddresses(connection(config, config.publicEndpoint()), namespace.datasets(), clock);
    }

    @Produces
    @Singleton
    @Datasets
    @DefaultBean
    ObjectStore datasets(MinioClient client, Namespace namespace, MeterRegistry meters) {
        return new MeteredObjectStore(new MinioObjectStore(client, namespace.datasets()), meters, ObjectKeys.DATASETS);
    }

    @Produces
    @Singleton
    @Results
    @DefaultBean
    ObjectStore results(MinioClient client, Namespace namespace, MeterRegistry meters) {
        return new MeteredObjectStore(new MinioObjectStore(client, namespace.nephrite()), meters, ObjectKeys.NEPHRITE);
    }

    @Produces
    @Singleton
    @DefaultBean
    Clock clock() {
        return Clock.systemUTC();
    }
}

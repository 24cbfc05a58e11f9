package io.nephrite.runtime.store;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Where the object store is. */
@ConfigMapping(prefix = "nephrite.store")
public interface StoreConfig {
    /** Address of the S3 interface, such as {@code http://minio:9000}. */
    URI endpoint();

    /** Address of the same under which browsers reach it: what they are given is signed for that host. */
    URI publicEndpoint();

    String accessKey();

    String secretKey();

    /** Of keys that a service has given out for some hours. */
    Optional<String> sessionToken();

    /** A file with a token of the platform, for which the store gives keys; then the others are not looked at. */
    Optional<Path> webIdentityTokenFile();

    /** The service that gives them; the store itself where it is absent. */
    Optional<URI> stsEndpoint();

    /** As whom it gives them; absent where the store finds it by the token. */
    Optional<String> roleArn();

    /** Region that requests are signed for; MinIO and the embedded server take {@code us-east-1}. */
    String region();

    /** A PEM file with certificates of authorities that are trusted beside those that Java trusts. */
    Optional<Path> caFile();
}

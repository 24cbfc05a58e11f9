package io.nephrite.s3;

import io.minio.MinioClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/**
 * How an S3 store is reached.
 *
 * @param region that requests are signed for
 * @param authorities a PEM file with certificates that are trusted beside those that Java trusts
 */
public record S3Connection(URI endpoint, StoreKeys keys, String region, Optional<Path> authorities) {
    /** The region of MinIO and of the embedded store. */
    public static final String USUAL_REGION = "us-east-1";

    private static final Duration CONNECT = Duration.ofSeconds(5);

    /**
     * The longest silence in the middle of a request: long enough for a page of a listing on an overloaded machine, and
     * shorter than a lease of the default 60 s.
     */
    private static final Duration SILENCE = Duration.ofSeconds(40);

    /** Requests at a time; the client's own limit of five would let a heartbeat wait behind five stalled puts. */
    private static final int REQUESTS = 64;

    /** Of a store whose certificate Java trusts, or that has none. */
    public S3Connection(URI endpoint, String accessKey, String secretKey, String region) {
        this(endpoint, new StoreKeys.Given(accessKey, secretKey, Optional.empty()), region, Optional.empty());
    }

    /** A client for requests of any kind to the store's host. */
    private OkHttpClient.Builder http(Duration silence) {
        OkHttpClient.Builder http = new OkHttpClient.Builder()
                .connectTimeout(CONNECT)
                .readTimeout(silence)
                .writeTimeout(silence);
        authorities.ifPresent(file -> new OwnAuthority(file).addTo(http));
        return http;
    }

    /** A client of its own, with its own connections. It notices a store that hangs after {@link #SILENCE}. */
    public MinioClient client() {
        return client(SILENCE);
    }

    /** @param silence after which a request fails in which the store sends and takes nothing */
    MinioClient client(Duration silence) {
        Dispatcher dispatcher = new Dispatcher();
        dispatcher.setMaxRequests(REQUESTS);
        dispatcher.setMaxRequestsPerHost(REQUESTS);
        OkHttpClient http = http(silence).dispatcher(dispatcher).build();
        return MinioClient.builder()
                .endpoint(endpoint.toString())
                .credentialsProvider(keys.provider(http))
                .region(region)
                .httpClient(http, true)
                .build();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "store at " + endpoint;
    }
}

package io.nephrite.s3;

import io.minio.GetPresignedObjectUrlArgs;
import io.minio.Http;
import io.minio.MinioClient;
import io.minio.errors.MinioException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Signed addresses of one bucket. Whoever has one may put the one object that it names, until it expires, without
 * knowing a key of the store. They are made here, without asking the store. Thread-safe.
 */
public final class PutAddresses {
    /** A put must begin within this time; it may take longer. */
    private static final Duration VALIDITY = Duration.ofMinutes(15);

    private final MinioClient client;
    private final String bucket;
    private final Clock clock;

    /**
     * Makes signed addresses of one bucket.
     *
     * @param connection with the host that the user of an address sees: the signature covers it
     */
    public PutAddresses(S3Connection connection, String bucket, Clock clock) {
        this.client = connection.client();
        this.bucket = bucket;
        this.clock = clock;
    }

    /** Where to put an object, and until when a put may begin. */
    public record PutAddress(URI url, Instant expires) {}

    public PutAddress of(String key) {
        try {
            Instant expires = clock.instant().plus(VALIDITY);
            String url = client.getPresignedObjectUrl(GetPresignedObjectUrlArgs.builder()
                    .method(Http.Method.PUT)
                    .bucket(bucket)
                    .object(key)
                    .expiry(Math.toIntExact(VALIDITY.toSeconds()))
                    .build());
            return new PutAddress(URI.create(url), expires);
        } catch (MinioException e) {
            throw new IllegalStateException("an address of " + bucket + "/" + key + " cannot be signed", e);
        }
    }
}

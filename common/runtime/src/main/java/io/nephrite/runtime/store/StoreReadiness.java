package io.nephrite.runtime.store;

import io.minio.BucketExistsArgs;
import io.minio.MinioClient;
import io.minio.errors.MinioException;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.runtime.health.PromptCheck;
import io.nephrite.s3.S3Call;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** The store answers and has both buckets. */
@Readiness
@ApplicationScoped
class StoreReadiness implements HealthCheck {
    private final MinioClient client;
    private final Namespace namespace;
    private final PromptCheck check = new PromptCheck("store", this::look);

    StoreReadiness(MinioClient client, Namespace namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    @Override
    public HealthCheckResponse call() {
        return check.call();
    }

    @PreDestroy
    void close() {
        check.close();
    }

    private HealthCheckResponse look() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("store").up();
        for (String bucket : namespace.buckets()) {
            try {
                if (!S3Call.of(() -> client.bucketExists(
                        BucketExistsArgs.builder().bucket(bucket).build()))) {
                    response.down().withData(bucket, "no such bucket; the deployment creates it");
                }
            } catch (MinioException e) {
                response.down().withData(bucket, String.valueOf(e.getMessage()));
            }
        }
        return response.build();
    }
}

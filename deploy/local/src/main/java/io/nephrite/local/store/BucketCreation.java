package io.nephrite.local.store;

import io.minio.BucketExistsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.SetBucketNotificationArgs;
import io.minio.errors.MinioException;
import io.minio.messages.NotificationConfiguration;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.s3.S3Call;
import java.util.List;

/** Prepares a MinIO server: both buckets of a Nephrite, and the events of the one that users upload to. */
public final class BucketCreation {
    private BucketCreation() {}

    /**
     * Safe to repeat.
     *
     * @param queue MinIO's name of the Kafka target that is set by its environment, such as
     *     {@code arn:minio:sqs::EVENTS:kafka}
     */
    public static void prepare(MinioClient client, Namespace namespace, String queue) throws MinioException {
        S3Call.of(() -> {
            prepareOnce(client, namespace, queue);
            return queue;
        });
    }

    private static void prepareOnce(MinioClient client, Namespace namespace, String queue) throws MinioException {
        for (String bucket : namespace.buckets()) {
            if (!client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build())) {
                client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
            }
        }
        NotificationConfiguration.QueueConfiguration created = new NotificationConfiguration.QueueConfiguration(
                queue, "nephrite", List.of("s3:ObjectCreated:*", "s3:ObjectRemoved:*"), null);
        client.setBucketNotification(SetBucketNotificationArgs.builder()
                .bucket(namespace.datasets())
                .config(new NotificationConfiguration(null, List.of(created), null, null))
                .build());
    }
}

package io.nephrite.init;

import io.minio.BucketExistsArgs;
import io.minio.GetBucketNotificationArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.SetBucketNotificationArgs;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.messages.NotificationConfiguration;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.s3.S3Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Prepares a store: both buckets of a Nephrite, and the events of the one that users upload to. A bucket that is there
 * is left as it is, and so are notifications that somebody else has set.
 */
public final class BucketCreation {
    /** Of our own notification, which is replaced where it is there. */
    private static final String ID = "nephrite";

    private static final List<String> EVENTS = List.of("s3:ObjectCreated:*", "s3:ObjectRemoved:*");

    private BucketCreation() {}

    /**
     * Safe to repeat.
     *
     * @param queue MinIO's name of the Kafka target that is set by its environment, such as
     *     {@code arn:minio:sqs::EVENTS:kafka}; empty where the store has none, and uploads are found by listing them
     */
    public static void prepare(MinioClient client, Namespace namespace, Optional<String> queue) throws MinioException {
        for (String bucket : namespace.buckets()) {
            S3Call.of(() -> {
                create(client, bucket);
                return bucket;
            });
        }
        if (queue.isPresent()) {
            S3Call.of(() -> {
                announce(client, namespace.datasets(), queue.get());
                return queue;
            });
        }
    }

    private static void create(MinioClient client, String bucket) throws MinioException {
        if (client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build())) {
            return;
        }
        try {
            client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
        } catch (ErrorResponseException e) {
            // somebody else has made it since it was looked for
            if (!"BucketAlreadyOwnedByYou".equals(e.errorResponse().code())) {
                throw e;
            }
        }
    }

    private static void announce(MinioClient client, String bucket, String queue) throws MinioException {
        NotificationConfiguration there = client.getBucketNotification(
                GetBucketNotificationArgs.builder().bucket(bucket).build());
        List<NotificationConfiguration.QueueConfiguration> queues = new ArrayList<>();
        for (NotificationConfiguration.QueueConfiguration other : orEmpty(there.queueConfigurations())) {
            if (!ID.equals(other.id())) {
                queues.add(other);
            }
        }
        queues.add(new NotificationConfiguration.QueueConfiguration(queue, ID, EVENTS, null));
        client.setBucketNotification(SetBucketNotificationArgs.builder()
                .bucket(bucket)
                .config(new NotificationConfiguration(
                        there.cloudFunctionConfigurations(),
                        queues,
                        there.topicConfigurations(),
                        there.eventBridgeConfiguration()))
                .build());
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : list;
    }
}

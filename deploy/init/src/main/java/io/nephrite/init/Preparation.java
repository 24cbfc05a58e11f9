package io.nephrite.init;

import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.s3.S3Connection;
import io.nephrite.s3.StoreKeys;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * What a deployment does once before the services work, and may repeat at any time: topics, buckets, notifications.
 *
 * @param topicReplicas copies of each topic, or {@link TopicCreation#REPLICAS_OF_THE_BROKER}
 * @param queue MinIO's Kafka target; empty on a store that has none
 */
public record Preparation(
        BrokerSettings broker, S3Connection store, Namespace namespace, int topicReplicas, Optional<String> queue) {
    /** Copies of each topic. */
    public static final String REPLICAS = "NEPHRITE_TOPIC_REPLICAS";

    /** MinIO's Kafka target, or {@value #NO_QUEUE}. */
    public static final String QUEUE = "NEPHRITE_STORE_QUEUE";

    public static final String NO_QUEUE = "none";
    public static final String USUAL_QUEUE = "arn:minio:sqs::EVENTS:kafka";

    /**
     * As the environment variables say, which the services read too.
     *
     * @throws IllegalArgumentException where one is missing or cannot be; the message names it
     */
    public static Preparation of(Map<String, String> environment) {
        String queue = environment.getOrDefault(QUEUE, USUAL_QUEUE);
        URI endpoint = URI.create(required(environment, "S3_ENDPOINT"));
        return new Preparation(
                BrokerSettings.of(environment),
                new S3Connection(
                        endpoint,
                        StoreKeys.of(environment, endpoint),
                        environment.getOrDefault("S3_REGION", S3Connection.USUAL_REGION),
                        Optional.ofNullable(environment.get("S3_CA_FILE"))
                                .filter(file -> !file.isBlank())
                                .map(Path::of)),
                new Namespace(environment.getOrDefault(Namespace.VARIABLE, "")),
                replicas(environment.getOrDefault(REPLICAS, "-1")),
                queue.equals(NO_QUEUE) ? Optional.empty() : Optional.of(queue));
    }

    private static int replicas(String value) {
        int replicas;
        try {
            replicas = Integer.parseInt(value.trim());
        } catch (NumberFormatException e) {
            replicas = 0;
        }
        if (replicas != TopicCreation.REPLICAS_OF_THE_BROKER && (replicas < 1 || replicas > Short.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    REPLICAS + " is \"" + value + "\"; it must be a number of copies, or -1 for the broker's default");
        }
        return replicas;
    }

    private static String required(Map<String, String> environment, String variable) {
        String value = environment.get(variable);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("the environment variable " + variable + " is not set");
        }
        return value;
    }

    /** Safe to repeat: what is there is neither changed nor removed. */
    public void run() throws ExecutionException, TimeoutException, InterruptedException, MinioException {
        TopicCreation.createMissing(broker, namespace.topics(), topicReplicas);
        try {
            BucketCreation.prepare(store.client(), namespace, queue);
        } catch (ErrorResponseException e) {
            String code = e.errorResponse().code();
            if (queue.isPresent() && ("InvalidArgument".equals(code) || "NotImplemented".equals(code))) {
                throw new IllegalArgumentException(
                        "the store at " + store.endpoint() + " does not know the Kafka target " + queue.get() + " ("
                                + e.getMessage() + "); name the one that it has in " + QUEUE + ", or set it to "
                                + NO_QUEUE + ": uploads are then found by listing them",
                        e);
            }
            throw e;
        }
    }
}

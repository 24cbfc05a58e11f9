package io.nephrite.local.store;

import io.minio.MinioClient;
import io.nephrite.core.event.Topic;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.init.BrokerSettings;
import io.nephrite.init.BucketCreation;
import io.nephrite.init.Preparation;
import io.nephrite.init.TopicCreation;
import io.nephrite.local.machine.FreePort;
import io.nephrite.s3.MinioObjectStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** The Kafka and the MinIO of docker-compose.yml, prepared as {@code nephrite init} does it, for tests with Docker. */
public final class ContainerFixture implements AutoCloseable {
    public static final String ACCESS_KEY = "nephrite";
    public static final String SECRET_KEY = "nephrite-secret";

    private static final int MINIO_PORT = 9000;

    private final Network network = Network.newNetwork();
    private final GenericContainer<?> kafka;
    private final GenericContainer<?> minio;
    private final int kafkaPort;

    public ContainerFixture(Path home) throws Exception {
        String compose = Files.readString(home.resolve("docker-compose.yml"));
        kafkaPort = FreePort.any();
        kafka = kafka(image(compose, "KAFKA_IMAGE"));
        minio = minio(image(compose, "MINIO_IMAGE"));
        try {
            kafka.start();
            TopicCreation.createMissing(BrokerSettings.at(bootstrapServers()), Topic.definitions(), 1);
            minio.start();
            BucketCreation.prepare(client(), Namespace.WHOLE, Optional.of(Preparation.USUAL_QUEUE));
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private GenericContainer<?> kafka(DockerImageName image) {
        GenericContainer<?> container = new GenericContainer<>(image)
                .withNetwork(network)
                .withNetworkAliases("kafka")
                .withEnv("KAFKA_NODE_ID", "1")
                .withEnv("KAFKA_PROCESS_ROLES", "broker,controller")
                .withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@kafka:9093")
                .withEnv("KAFKA_LISTENERS", "INSIDE://:9092,CONTROLLER://:9093,OUTSIDE://:" + kafkaPort)
                .withEnv("KAFKA_ADVERTISED_LISTENERS", "INSIDE://kafka:9092,OUTSIDE://127.0.0.1:" + kafkaPort)
                .withEnv(
                        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                        "INSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT,OUTSIDE:PLAINTEXT")
                .withEnv("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
                .withEnv("KAFKA_INTER_BROKER_LISTENER_NAME", "INSIDE")
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1")
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
                .withEnv("CLUSTER_ID", "bmVwaHJpdGUtY2x1c3Rlcg")
                .withExposedPorts(kafkaPort)
                .waitingFor(Wait.forListeningPort());
        // clients come back to the address that the broker names, so its port must be known before it starts
        container.setPortBindings(List.of(kafkaPort + ":" + kafkaPort));
        return container;
    }

    private GenericContainer<?> minio(DockerImageName image) {
        return new GenericContainer<>(image)
                .withNetwork(network)
                .withCommand("server", "/data")
                .withEnv("MINIO_ROOT_USER", ACCESS_KEY)
                .withEnv("MINIO_ROOT_PASSWORD", SECRET_KEY)
                .withEnv("MINIO_NOTIFY_KAFKA_ENABLE_EVENTS", "on")
                .withEnv("MINIO_NOTIFY_KAFKA_BROKERS_EVENTS", "kafka:9092")
                .withEnv("MINIO_NOTIFY_KAFKA_TOPIC_EVENTS", Topic.OBJECT_EVENTS)
                .withExposedPorts(MINIO_PORT)
                .waitingFor(Wait.forHttp("/minio/health/live").forPort(MINIO_PORT));
    }

    /** As in {@code image: ${KAFKA_IMAGE:-apache/kafka:4.1.1}}. */
    private static DockerImageName image(String compose, String variable) throws IOException {
        Matcher found = Pattern.compile("\\$\\{" + variable + ":-([^}]+)}").matcher(compose);
        if (!found.find()) {
            throw new IOException("docker-compose.yml names no image " + variable);
        }
        String given = System.getenv(variable);
        return DockerImageName.parse(given == null ? found.group(1) : given);
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + kafkaPort;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + minio.getMappedPort(MINIO_PORT));
    }

    public ObjectStore bucket(String bucket) {
        return new MinioObjectStore(client(), bucket);
    }

    private MinioClient client() {
        return MinioClient.builder()
                .endpoint(endpoint().toString())
                .credentials(ACCESS_KEY, SECRET_KEY)
                .region("us-east-1")
                .build();
    }

    @Override
    public void close() {
        minio.close();
        kafka.close();
        network.close();
    }
}

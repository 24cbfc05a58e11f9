package io.nephrite.local.store;

import io.minio.MinioClient;
import io.nephrite.core.event.Topic;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.init.BucketCreation;
import io.nephrite.local.machine.FreePort;
import io.nephrite.s3.MinioObjectStore;
import io.nephrite.s3.S3Connection;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/**
 * A real MinIO server as a process of its own, which announces the objects of bucket {@code datasets} to a broker. The
 * program is the one that environment variable {@code NEPHRITE_MINIO} names, else {@code minio} on the path.
 */
public final class MinioServer implements AutoCloseable {
    public static final String ACCESS_KEY = "nephrite";
    public static final String SECRET_KEY = "nephrite-secret";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    static final String QUEUE = "arn:minio:sqs::EVENTS:kafka";

    private final Path program;
    private final Path folder;
    private final String bootstrapServers;
    private final int port;
    private Process process;

    /** Starts it with both buckets. The test is skipped, with a message, where there is no MinIO on this machine. */
    public static MinioServer start(Path folder, String bootstrapServers) throws Exception {
        Optional<Path> program = program();
        Assumptions.assumeTrue(
                program.isPresent(),
                "SKIPPED: no MinIO server; put minio on the PATH or name it in NEPHRITE_MINIO (.ci/tools builds one)");
        MinioServer server = new MinioServer(program.get(), folder, bootstrapServers, FreePort.any());
        server.restart();
        BucketCreation.prepare(server.client(), Namespace.WHOLE, Optional.of(QUEUE));
        return server;
    }

    private MinioServer(Path program, Path folder, String bootstrapServers, int port) {
        this.program = program;
        this.folder = folder;
        this.bootstrapServers = bootstrapServers;
        this.port = port;
    }

    private static Optional<Path> program() {
        String named = System.getenv("NEPHRITE_MINIO");
        return MinioProgram.find(named == null ? null : Path.of(named));
    }

    /** Starts the process on the port and the data of before, and waits until it answers. */
    public void restart() throws IOException {
        Files.createDirectories(folder);
        ProcessBuilder builder = new ProcessBuilder(
                        program.toString(),
                        "server",
                        folder.resolve("data").toString(),
                        "--address",
                        "127.0.0.1:" + port,
                        "--console-address",
                        "127.0.0.1:" + FreePort.any())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("minio.log").toFile()));
        builder.environment()
                .putAll(Map.of(
                        "MINIO_ROOT_USER",
                        ACCESS_KEY,
                        "MINIO_ROOT_PASSWORD",
                        SECRET_KEY,
                        "MINIO_NOTIFY_KAFKA_ENABLE_EVENTS",
                        "on",
                        "MINIO_NOTIFY_KAFKA_BROKERS_EVENTS",
                        bootstrapServers,
                        "MINIO_NOTIFY_KAFKA_TOPIC_EVENTS",
                        Topic.OBJECT_EVENTS,
                        "MINIO_NOTIFY_KAFKA_QUEUE_DIR_EVENTS",
                        folder.resolve("queue").toString()));
        process = builder.start();
        Awaitility.await("MinIO at " + endpoint())
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(this::isLive);
    }

    private boolean isLive() throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                endpoint().resolve("/minio/health/live").toURL().openConnection();
        try {
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } finally {
            connection.disconnect();
        }
    }

    /** Ends the process at once, as kill -9 does. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public ObjectStore bucket(String bucket) {
        return new MinioObjectStore(client(), bucket);
    }

    S3Connection connection() {
        return new S3Connection(endpoint(), ACCESS_KEY, SECRET_KEY, S3Connection.USUAL_REGION);
    }

    MinioClient client() {
        return connection().client();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        kill();
    }
}

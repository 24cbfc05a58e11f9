package io.nephrite.local.broker;

import io.nephrite.local.machine.FreePort;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.internals.FatalExitError;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real Kafka broker (KRaft, one node that is broker and controller) in this JVM, on the loopback interface. Topics,
 * records and offsets are kept in its folder and survive a clean stop and kill -9, also when the ports change.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final int NODE_ID = 1;

    /** What Kafka said when it wanted to end the process; one broker at a time runs in a process. */
    private static final AtomicReference<String> DEATH = new AtomicReference<>();

    private final KafkaRaftServer server;
    private final String bootstrapServers;
    private boolean closed;

    private EmbeddedBroker(KafkaRaftServer server, String bootstrapServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Kafka ends the process where its disk fails, and would take the launcher with it without a word. Ends the thread
     * instead, and keeps what it said.
     */
    private static void outlive() {
        Exit.setExitProcedure(EmbeddedBroker::ended);
        Exit.setHaltProcedure(EmbeddedBroker::ended);
    }

    private static void ended(int status, String message) {
        DEATH.compareAndSet(null, message == null ? "status " + status : message);
        throw new FatalExitError(status == 0 ? 1 : status);
    }

    /** Why the broker has ended by itself; empty while it runs. */
    public Optional<String> death() {
        return Optional.ofNullable(DEATH.get());
    }

    /**
     * Returns when the broker accepts connections. One broker at a time may use a folder.
     *
     * @param wantedPort taken where it is free; 0 for any
     */
    public static EmbeddedBroker start(Path folder, int wantedPort) throws Exception {
        return start(folder, wantedPort, Map.of(), Map.of());
    }

    /**
     * With more listeners, such as one that asks for a password.
     *
     * @param listeners addresses, by the listener's name
     * @param settings of the broker, beside its own
     */
    static EmbeddedBroker start(
            Path folder, int wantedPort, Map<String, String> listeners, Map<String, String> settings) throws Exception {
        outlive();
        Path logs = Files.createDirectories(folder.resolve("log"));
        int port = FreePort.preferably(wantedPort);
        Properties properties = properties(logs, port, FreePort.any());
        listeners.forEach((name, address) -> List.of("listeners", "advertised.listeners")
                .forEach(list -> properties.merge(list, "," + name + "://" + address, EmbeddedBroker::joined)));
        properties.putAll(settings);
        KafkaConfig config = KafkaConfig.fromProps(properties);
        formatOnce(logs, NODE_ID, clusterId(folder));
        KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
        try {
            server.startup();
        } catch (RuntimeException e) {
            server.shutdown();
            throw e;
        }
        return new EmbeddedBroker(server, "127.0.0.1:" + port);
    }

    private static Object joined(Object begin, Object end) {
        return begin.toString() + end;
    }

    /** Of one broker alone. */
    static Properties properties(Path logs, int port, int controllerPort) {
        Map<String, String> values = new HashMap<>();
        values.put("process.roles", "broker,controller");
        values.put("node.id", Integer.toString(NODE_ID));
        values.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
        values.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        values.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        values.put("controller.listener.names", "CONTROLLER");
        values.put("inter.broker.listener.name", "PLAINTEXT");
        values.put("log.dirs", logs.toString());
        values.put("auto.create.topics.enable", "false");
        values.put("default.replication.factor", "1");
        values.put("offsets.topic.replication.factor", "1");
        values.put("offsets.topic.num.partitions", "1");
        values.put("transaction.state.log.replication.factor", "1");
        values.put("transaction.state.log.min.isr", "1");
        values.put("transaction.state.log.num.partitions", "1");
        values.put("share.coordinator.state.topic.replication.factor", "1");
        values.put("share.coordinator.state.topic.min.isr", "1");
        values.put("share.coordinator.state.topic.num.partitions", "1");
        values.put("group.initial.rebalance.delay.ms", "0");
        values.put("num.network.threads", "2");
        values.put("num.io.threads", "2");
        values.put("log.cleaner.dedupe.buffer.size", "8388608");
        // A laptop left off for longer than the default week must not lose its place: ten years.
        values.put("offsets.retention.minutes", "5256000");
        // Long enough for an overloaded machine: a fenced broker closes consumers. After kill -9 the next start
        // waits until the old registration expires.
        values.put("broker.session.timeout.ms", "9000");
        values.put("broker.heartbeat.interval.ms", "1000");
        Properties properties = new Properties();
        properties.putAll(values);
        return properties;
    }

    /** Prepares a broker's folder where that has not been done yet. */
    static void formatOnce(Path logs, int node, String cluster) throws Exception {
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setClusterId(cluster)
                    .setNodeId(node)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(logs.toString())
                    .addDirectory(logs.toString())
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setIgnoreFormatted(true)
                    .setHasDynamicQuorum(false)
                    .run();
        }
    }

    private static String clusterId(Path folder) throws IOException {
        Path file = folder.resolve("cluster.id");
        if (!Files.exists(file)) {
            Files.writeString(file, Uuid.randomUuid().toString());
        }
        return Files.readString(file).trim();
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            server.shutdown();
            server.awaitShutdown();
        }
    }
}

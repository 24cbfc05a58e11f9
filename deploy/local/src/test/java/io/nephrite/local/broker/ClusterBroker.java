package io.nephrite.local.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One of several Kafka brokers that form a cluster (KRaft, each is broker and controller), in a process of its own. A
 * record is acknowledged when two of three brokers have it.
 */
final class ClusterBroker {
    private static final String CLUSTER = "hD3KcZ1qT8mQx1Yb0aV2Rg";

    private ClusterBroker() {}

    /**
     * @param arguments folder; number of this broker, from 1; its port; its controller's port; all voters, as Kafka
     *     writes them
     */
    public static void main(String[] arguments) throws Exception {
        Path logs = Files.createDirectories(Path.of(arguments[0]).resolve("log"));
        int node = Integer.parseInt(arguments[1]);
        KafkaConfig config = KafkaConfig.fromProps(properties(logs, node, arguments[2], arguments[3], arguments[4]));
        formatOnce(logs, node);
        KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.shutdown();
            server.awaitShutdown();
        }));
        server.startup();
        new CountDownLatch(1).await();
    }

    private static Properties properties(Path logs, int node, String port, String controllerPort, String voters) {
        Properties values = new Properties();
        values.put("process.roles", "broker,controller");
        values.put("node.id", Integer.toString(node));
        values.put("controller.quorum.voters", voters);
        values.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        values.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        values.put("controller.listener.names", "CONTROLLER");
        values.put("inter.broker.listener.name", "PLAINTEXT");
        values.put("log.dirs", logs.toString());
        values.put("auto.create.topics.enable", "false");
        values.put("default.replication.factor", "3");
        values.put("min.insync.replicas", "2");
        values.put("offsets.topic.replication.factor", "3");
        values.put("offsets.topic.num.partitions", "1");
        values.put("transaction.state.log.replication.factor", "3");
        values.put("transaction.state.log.min.isr", "2");
        values.put("transaction.state.log.num.partitions", "1");
        values.put("share.coordinator.state.topic.replication.factor", "3");
        values.put("share.coordinator.state.topic.min.isr", "2");
        values.put("share.coordinator.state.topic.num.partitions", "1");
        values.put("group.initial.rebalance.delay.ms", "0");
        values.put("num.network.threads", "2");
        values.put("num.io.threads", "2");
        values.put("log.cleaner.dedupe.buffer.size", "8388608");
        values.put("broker.session.timeout.ms", "9000");
        values.put("broker.heartbeat.interval.ms", "1000");
        return values;
    }

    private static void formatOnce(Path logs, int node) throws Exception {
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setClusterId(CLUSTER)
                    .setNodeId(node)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(logs.toString())
                    .addDirectory(logs.toString())
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setIgnoreFormatted(true)
                    .setHasDynamicQuorum(false)
                    .run();
        } catch (IOException e) {
            throw new IOException("the folder of broker " + node + " cannot be prepared: " + logs, e);
        }
    }
}

package io.nephrite.local.broker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * One of three Kafka brokers that form a cluster (KRaft, each is broker and controller), in a process of its own. A
 * record is acknowledged when two of them have it; all else is set as in the launcher's broker.
 */
public final class ClusterBroker {
    private static final String CLUSTER = "hD3KcZ1qT8mQx1Yb0aV2Rg";
    private static final String COPIES = "3";
    private static final String IN_SYNC = "2";

    private ClusterBroker() {}

    /**
     * Runs one broker of a cluster.
     *
     * @param arguments folder; number of this broker, from 1; its port; its controller's port; all voters, as Kafka
     *     writes them
     */
    public static void main(String[] arguments) throws Exception {
        Path logs = Files.createDirectories(Path.of(arguments[0]).resolve("log"));
        int node = Integer.parseInt(arguments[1]);
        Properties values =
                EmbeddedBroker.properties(logs, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        values.put("node.id", arguments[1]);
        values.put("controller.quorum.voters", arguments[4]);
        values.put("default.replication.factor", COPIES);
        values.put("min.insync.replicas", IN_SYNC);
        values.put("offsets.topic.replication.factor", COPIES);
        values.put("transaction.state.log.replication.factor", COPIES);
        values.put("transaction.state.log.min.isr", IN_SYNC);
        values.put("share.coordinator.state.topic.replication.factor", COPIES);
        values.put("share.coordinator.state.topic.min.isr", IN_SYNC);
        KafkaConfig config = KafkaConfig.fromProps(values);
        EmbeddedBroker.formatOnce(logs, node, CLUSTER);
        KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.shutdown();
            server.awaitShutdown();
        }));
        server.startup();
        new CountDownLatch(1).await();
    }
}

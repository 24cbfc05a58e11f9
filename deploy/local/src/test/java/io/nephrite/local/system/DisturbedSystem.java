package io.nephrite.local.system;

import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.event.Topic;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.imaging.phantom.PhantomDataset;
import io.nephrite.imaging.phantom.PhantomSize;
import io.nephrite.init.BrokerSettings;
import io.nephrite.init.TopicCreation;
import io.nephrite.local.broker.EmbeddedBroker;
import io.nephrite.local.client.Connection;
import io.nephrite.local.client.DatasetFolder;
import io.nephrite.local.client.ServiceClient;
import io.nephrite.local.machine.Machine;
import io.nephrite.local.service.ClassArchives;
import io.nephrite.local.service.ServiceKind;
import io.nephrite.local.service.ServiceSettings;
import io.nephrite.local.service.ServiceSupervisor;
import io.nephrite.local.store.EmbeddedStore;
import io.nephrite.testkit.FaultyProxy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The packaged services over a broker that can be stopped, and a store behind a proxy that can be disturbed. */
final class DisturbedSystem implements AutoCloseable {
    static final String ACCESS = "access";
    static final String SECRET = "secret-key";
    static final String TOKEN = "the-token-of-this-test";

    private final Path folder;
    private final EmbeddedStore store;
    private final FaultyProxy proxy;
    private final ServiceSupervisor services;
    private final ServiceClient client;
    private EmbeddedBroker broker;

    DisturbedSystem(Path folder) throws Exception {
        this.folder = folder;
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
        TopicCreation.createMissing(BrokerSettings.at(broker.bootstrapServers()), Topic.definitions(), 1);
        store = EmbeddedStore.start(
                folder.resolve("s3"), List.of(Namespace.WHOLE), 0, ACCESS, SECRET, broker.bootstrapServers());
        URI direct = URI.create(store.endpoint());
        proxy = new FaultyProxy(new InetSocketAddress(direct.getHost(), direct.getPort()));
        services = ServiceSupervisor.start(
                new ServiceSettings(
                        Path.of(System.getProperty("nephrite.home")),
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        folder,
                        Namespace.WHOLE,
                        broker.bootstrapServers(),
                        "http://127.0.0.1:" + proxy.address().getPort(),
                        ACCESS,
                        SECRET,
                        TOKEN,
                        1,
                        Machine.memoryMib(),
                        ClassArchives.NONE),
                Map.of());
        Map<String, URI> addresses = Arrays.stream(ServiceKind.values())
                .collect(Collectors.toMap(ServiceKind::serviceName, services::address));
        client = new ServiceClient(
                new Connection(direct, ACCESS, SECRET, broker.bootstrapServers(), addresses).with(Optional.of(TOKEN)));
        services.awaitReady(Duration.ofMinutes(5));
    }

    ServiceClient client() {
        return client;
    }

    URI address(ServiceKind kind) {
        return services.address(kind);
    }

    FaultyProxy storeProxy() {
        return proxy;
    }

    /** The store without the proxy. */
    URI storeEndpoint() {
        return URI.create(store.endpoint());
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    Map<ServiceKind, Long> pids() {
        return services.pids();
    }

    void stopBroker() {
        broker.close();
    }

    void startBroker() throws Exception {
        String address = broker.bootstrapServers();
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        broker = EmbeddedBroker.start(folder.resolve("kafka"), port);
    }

    /** Uploads the same six phantoms under a name of their own, and seals them. */
    void upload(String name, byte[] experiment) throws Exception {
        upload(name, experiment, Milestone.REPORT);
    }

    /** The same on the way to another goal; what is there already stays. */
    void upload(String name, byte[] experiment, Milestone until) throws Exception {
        Path dataset = folder.resolve("datasets").resolve(name);
        if (!Files.exists(dataset)) {
            Files.createDirectories(dataset.getParent());
            PhantomDataset.write(dataset, 6, 7, PhantomSize.TINY);
        }
        client.upload()
                .mirror(
                        DatasetFolder.open(dataset),
                        Map.of(Experiment.FILE, experiment, ObjectKeys.GOAL_FILE, Json.bytes(new Goal(until))),
                        false,
                        (files, of, bytes) -> {});
        client.seal(name);
    }

    /** What is to be seen of a dataset. */
    @FunctionalInterface
    interface Seen {
        boolean test(DatasetStatus status);
    }

    /** @throws AssertionError where it is not seen in time */
    DatasetStatus await(String dataset, Duration patience, Seen seen) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        Optional<DatasetStatus> last = Optional.empty();
        while (System.nanoTime() < end) {
            try {
                last = client.status(dataset);
                if (last.isPresent() && seen.test(last.get())) {
                    return last.get();
                }
            } catch (IOException e) {
                // eval cannot answer for the moment
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError("not seen within " + patience + "; last " + last);
    }

    DatasetStatus awaitReport(String dataset, Duration patience) throws InterruptedException {
        return await(dataset, patience, status -> status.reportKey().isPresent());
    }

    /** Hashes of what must be the same in every run; names of dataset and version are masked in the documents. */
    Map<String, String> results(VersionId version) {
        Map<String, String> hashes = new TreeMap<>();
        String root = ObjectKeys.results(version);
        for (ObjectInfo object : client.results().list(root)) {
            String name = object.key().substring(root.length());
            byte[] bytes = client.results().bytes(object.key());
            if (name.endsWith("checkpoint_final.safetensors") || name.endsWith(".nii.gz")) {
                hashes.put(name, HexFormat.of().formatHex(ContentHash.sha256().digest(bytes)));
            } else if (name.endsWith("summary.json")
                    || name.equals("nnUNetPlans.json")
                    || name.equals("splits_final.json")
                    || name.equals("dataset_fingerprint.json")) {
                String masked = new String(bytes, StandardCharsets.UTF_8)
                        .replace(version.dataset(), "DATASET")
                        .replace(version.version(), "VERSION");
                hashes.put(name, ContentHash.of(masked));
            }
        }
        return hashes;
    }

    /** Records of a topic, ever. */
    long records(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            return consumer
                    .endOffsets(consumer.partitionsFor(topic).stream()
                            .map(p -> new TopicPartition(p.topic(), p.partition()))
                            .toList())
                    .values()
                    .stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    /** The broker forgets the records of a topic, whoever has read them or not. */
    void loseRecords(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            for (TopicPartitionInfo partition : admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()) {
                // -1: up to the end
                all.put(new TopicPartition(topic, partition.partition()), RecordsToDelete.beforeOffset(-1));
            }
            admin.deleteRecords(all).all().get();
        }
    }

    /** Whether nobody reads for a service: its processes have ended, or have stood still for longer than a session. */
    boolean isUnread(ServiceKind kind) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            return admin.describeConsumerGroups(List.of(kind.serviceName()))
                    .describedGroups()
                    .get(kind.serviceName())
                    .get()
                    .members()
                    .isEmpty();
        }
    }

    /** Dead letters of all topics, ever. */
    long deadLetters() {
        return Topic.deadLetterTopics().values().stream()
                .mapToLong(this::records)
                .sum();
    }

    /** Lines that a service has logged so far. */
    List<String> log(ServiceKind kind) throws IOException {
        return Files.readAllLines(folder.resolve("logs").resolve(kind.serviceName() + ".log"));
    }

    @Override
    public void close() throws IOException {
        services.close();
        proxy.close();
        store.close();
        broker.close();
    }
}

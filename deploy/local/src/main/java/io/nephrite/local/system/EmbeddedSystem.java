package io.nephrite.local.system;

import io.nephrite.core.pipeline.Namespace;
import io.nephrite.init.BrokerSettings;
import io.nephrite.init.TopicCreation;
import io.nephrite.local.broker.EmbeddedBroker;
import io.nephrite.local.client.ChosenNamespace;
import io.nephrite.local.client.Connection;
import io.nephrite.local.machine.LauncherLog;
import io.nephrite.local.machine.Machine;
import io.nephrite.local.service.ClassArchives;
import io.nephrite.local.service.ServiceKind;
import io.nephrite.local.service.ServiceSettings;
import io.nephrite.local.service.ServiceSupervisor;
import io.nephrite.local.store.EmbeddedStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Broker, store and the five services on this machine. What differs from a cluster is only where they run: the
 * services are the same jars and talk through Kafka and S3 alone.
 */
public final class EmbeddedSystem implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedSystem.class);
    static final String ACCESS_KEY = "nephrite";

    /** What has been started, in the order in which it is to be closed. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private Connection connection;
    private EmbeddedBroker broker;
    private EmbeddedStore store;
    private ServiceSupervisor services;
    private Path log;
    private boolean closed;

    private EmbeddedSystem() {}

    /**
     * Starts everything and returns before the services are ready. Takes the data folder over and closes it in the
     * end, also when the start fails.
     *
     * @param home the project's folder, with the packaged services below
     * @param threads for a service that computes
     */
    public static EmbeddedSystem start(DataFolder data, Path home, int threads) throws Exception {
        EmbeddedSystem system = new EmbeddedSystem();
        system.parts.push(data);
        try {
            system.startParts(data, home, threads);
        } catch (Exception e) {
            system.close();
            throw e;
        }
        return system;
    }

    private void startParts(DataFolder data, Path home, int threads) throws Exception {
        for (ServiceKind kind : ServiceKind.values()) {
            if (!Files.isRegularFile(kind.jar(home))) {
                throw new IOException(kind.jar(home) + " is not there: build with `mvn -DskipTests package`");
            }
        }
        Path root = data.root().toAbsolutePath();
        LauncherLog.into(root.resolve("logs"));
        log = root.resolve("logs/launcher.log");
        Namespace namespace = ChosenNamespace.ofEnvironment();
        Ports last = Ports.of(DataFolder.connection(root));
        broker = EmbeddedBroker.start(root.resolve("kafka"), last.broker());
        parts.push(broker);
        TopicCreation.createMissing(BrokerSettings.at(broker.bootstrapServers()), namespace.topics(), 1);
        String secret = data.secretKey();
        String token = data.token();
        store = EmbeddedStore.start(
                root.resolve("s3"), List.of(namespace), last.store(), ACCESS_KEY, secret, broker.bootstrapServers());
        parts.push(store);
        services = ServiceSupervisor.start(
                new ServiceSettings(
                        home,
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        root,
                        namespace,
                        broker.bootstrapServers(),
                        store.endpoint(),
                        ACCESS_KEY,
                        secret,
                        token,
                        threads,
                        Machine.memoryMib(),
                        ClassArchives.ofThisProcess()),
                last.services());
        parts.push(services);
        Map<String, URI> addresses = new HashMap<>();
        for (ServiceKind kind : ServiceKind.values()) {
            addresses.put(kind.serviceName(), services.address(kind));
        }
        connection = new Connection(
                        URI.create(store.endpoint()), ACCESS_KEY, secret, broker.bootstrapServers(), addresses)
                .in(namespace)
                .with(Optional.of(token));
        data.announce(connection);
    }

    public Connection connection() {
        return connection;
    }

    public void awaitReady(Duration patience) throws IOException, InterruptedException {
        services.awaitReady(patience);
    }

    /** Why the system cannot go on; empty while it can. */
    public Optional<String> defeat() {
        Optional<String> death = broker.death();
        if (death.isPresent()) {
            return Optional.of("the broker in this process has ended: " + death.get() + "; see " + log
                    + ", make sure that the disk has room, and run the same command again to continue");
        }
        if (!store.isRunning()) {
            return Optional.of(
                    "the store in this process has ended; see " + log + ", and run the same command again to continue");
        }
        return services.defeat();
    }

    /** Process ids of the services that live. */
    public Map<ServiceKind, Long> pids() {
        return services.pids();
    }

    /** Ends the services first, then store and broker, so that what they write last is kept. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("{} did not close cleanly", part.getClass().getSimpleName(), e);
            }
        }
    }

    /** The ports of the last start, so that addresses that people have noted stay good. */
    private record Ports(int broker, int store, Map<ServiceKind, Integer> services) {
        static Ports of(Optional<Connection> last) {
            Map<ServiceKind, Integer> services = new EnumMap<>(ServiceKind.class);
            if (last.isEmpty()) {
                return new Ports(0, 0, services);
            }
            Connection c = last.get();
            for (ServiceKind kind : ServiceKind.values()) {
                URI address = c.services().get(kind.serviceName());
                if (address != null) {
                    services.put(kind, address.getPort());
                }
            }
            String broker = c.kafkaBootstrapServers();
            return new Ports(
                    Integer.parseInt(broker.substring(broker.lastIndexOf(':') + 1)),
                    c.s3Endpoint().getPort(),
                    services);
        }
    }
}

package io.nephrite.local.faults;

import io.minio.MinioClient;
import io.nephrite.core.event.Topic;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.init.BrokerSettings;
import io.nephrite.init.BucketCreation;
import io.nephrite.init.Preparation;
import io.nephrite.init.TopicCreation;
import io.nephrite.local.client.Connection;
import io.nephrite.local.machine.FreePort;
import io.nephrite.local.service.ServiceKind;
import io.nephrite.s3.MinioObjectStore;
import io.nephrite.s3.S3Connection;
import io.nephrite.testkit.FaultyProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * MinIO's server, a broker, and the five packaged services, each a process of its own, set as the project's README and
 * docker-compose.yml set them. The services reach the store through a proxy that can disturb it; the trials reach it
 * directly.
 */
final class RealSystem implements AutoCloseable {
    /** A setting of this class, not of the services: heap of each. */
    static final String HEAP_MIB = "HEAP_MIB";

    /** A setting of this class: how far Java compiles. Most systems here do not live long enough to earn more than 1. */
    static final String COMPILER_LEVEL = "COMPILER_LEVEL";

    private static final String ACCESS_KEY = "nephrite";
    static final String SECRET_KEY = "nephrite-secret";
    private static final Duration START_PATIENCE = Duration.ofMinutes(4);

    /** As long as Kubernetes gives a trainer by this project's chart. */
    private static final Duration END_PATIENCE = Duration.ofMinutes(3);

    private final Path home;
    private final Path work;
    private final Optional<Path> minioProgram;
    private final int minioPort;
    private final ChildProcess minio;
    private final Brokers brokers;
    private final Map<String, String> usualSettings;
    private final StoreRequests storeRequests = new StoreRequests();
    private final FaultyProxy storeProxy;
    private final Map<String, ChildProcess> services = new LinkedHashMap<>();
    private final Map<String, URI> addresses = new HashMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private RealSystem(
            Path home, Path work, Optional<Path> minioProgram, Brokers brokers, Map<String, String> usualSettings)
            throws IOException {
        this.home = home;
        this.work = work;
        this.minioProgram = minioProgram;
        this.minioPort = FreePort.any();
        this.brokers = brokers;
        this.usualSettings = Map.copyOf(usualSettings);
        this.minio = minioProgram.isPresent() ? minio() : embeddedStore();
        this.storeProxy =
                new FaultyProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), minioPort), storeRequests);
    }

    /**
     * @param home the project's folder, with the packaged services below
     * @param work folder for everything that is written
     * @param minioProgram MinIO's server
     */
    static RealSystem start(Path home, Path work, Path minioProgram) throws Exception {
        return start(home, work, Optional.of(minioProgram), Brokers.one(work), Map.of());
    }

    /**
     * @param minioProgram empty where the launcher's own store takes its place
     * @param brokers which have not been started yet
     * @param usualSettings of all services, in place of or beside the usual ones
     */
    static RealSystem start(
            Path home, Path work, Optional<Path> minioProgram, Brokers brokers, Map<String, String> usualSettings)
            throws Exception {
        Files.createDirectories(work.resolve("store"));
        RealSystem system = new RealSystem(home, work, minioProgram, brokers, usualSettings);
        try {
            system.startBroker();
            system.startStore();
            BucketCreation.prepare(
                    system.minioClient(), Namespace.WHOLE, minioProgram.map(p -> Preparation.USUAL_QUEUE));
            for (ServiceKind kind : ServiceKind.values()) {
                system.add(kind, kind.serviceName());
            }
            system.awaitReady();
            return system;
        } catch (Exception e) {
            system.close();
            throw e;
        }
    }

    private ChildProcess minio() throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put("MINIO_ROOT_USER", ACCESS_KEY);
        environment.put("MINIO_ROOT_PASSWORD", SECRET_KEY);
        environment.put("MINIO_NOTIFY_KAFKA_ENABLE_EVENTS", "on");
        environment.put("MINIO_NOTIFY_KAFKA_BROKERS_EVENTS", bootstrapServers());
        environment.put("MINIO_NOTIFY_KAFKA_TOPIC_EVENTS", Topic.OBJECT_EVENTS);
        environment.put(
                "MINIO_NOTIFY_KAFKA_QUEUE_DIR_EVENTS",
                Files.createDirectories(work.resolve("minio-events")).toString());
        return new ChildProcess(
                List.of(
                        minioProgram.orElseThrow().toString(),
                        "server",
                        "--address",
                        "127.0.0.1:" + minioPort,
                        Files.createDirectories(storeFolder()).toString()),
                environment,
                work.resolve("logs/minio.log"));
    }

    private ChildProcess embeddedStore() throws IOException {
        return new ChildProcess(
                List.of(
                        java(),
                        "-Xmx320m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StoreProcess.class.getName(),
                        Files.createDirectories(storeFolder()).toString(),
                        Integer.toString(minioPort),
                        ACCESS_KEY,
                        SECRET_KEY,
                        bootstrapServers()),
                Map.of(),
                work.resolve("logs/store.log"));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Starts a further process of a kind; it keeps its name, port, cache and member name over restarts. */
    ChildProcess add(ServiceKind kind, String name) throws IOException {
        return add(kind, name, Map.of());
    }

    /** @param settings that this process has besides or in place of the usual ones */
    ChildProcess add(ServiceKind kind, String name, Map<String, String> settings) throws IOException {
        return add(home, kind, name, settings);
    }

    /** @param build folder of the project that has packaged the service, which may be another version's */
    private ChildProcess add(Path build, ServiceKind kind, String name, Map<String, String> settings)
            throws IOException {
        int port = FreePort.any();
        Map<String, String> environment = new HashMap<>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers());
        environment.put(
                "S3_ENDPOINT", "http://127.0.0.1:" + storeProxy.address().getPort());
        environment.put("S3_ACCESS_KEY", ACCESS_KEY);
        environment.put("S3_SECRET_KEY", SECRET_KEY);
        environment.put("HTTP_HOST", "127.0.0.1");
        environment.put("HTTP_PORT", Integer.toString(port));
        environment.put("NEPHRITE_LOGIN", "none"); // what is done to it is no question of who does it
        environment.put("NEPHRITE_MEMBER", name);
        environment.put("NEPHRITE_THREADS", "1");
        environment.put(
                "NEPHRITE_CACHE_DIR", work.resolve("cache").resolve(name).toString());
        environment.put("OMP_WAIT_POLICY", "PASSIVE");
        environment.put("OPT_OUT_TRACKING", "true");
        environment.putAll(usualSettings);
        environment.putAll(settings);
        ChildProcess process = new ChildProcess(
                List.of(
                        java(),
                        "-Xmx" + usualSettings.getOrDefault(HEAP_MIB, "768") + "m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=" + usualSettings.getOrDefault(COMPILER_LEVEL, "1"),
                        "-Djava.awt.headless=true",
                        "-Dai.djl.offline=true",
                        "-Dai.djl.pytorch.num_threads=1",
                        "-jar",
                        kind.jar(build).toString()),
                environment,
                work.resolve("logs").resolve(name + ".log"));
        process.start();
        services.put(name, process);
        addresses.put(name, URI.create("http://127.0.0.1:" + port));
        return process;
    }

    /**
     * Starts another process of a kind beside the first, and when it is ready asks the first to end (SIGTERM), whatever it
     * is at; the new one stands in its place then.
     *
     * @param build folder of the project that has packaged the new one
     * @return when the first was asked to end, in {@link System#nanoTime}
     */
    long replace(ServiceKind kind, Path build) throws Exception {
        String usual = kind.serviceName();
        String fresh = usual + "-new";
        add(build, kind, fresh, Map.of());
        awaitReady();
        ChildProcess old = services.get(usual);
        long asked = System.nanoTime();
        old.terminate();
        old.exitStatus(END_PATIENCE);
        services.put(usual, services.remove(fresh));
        addresses.put(usual, addresses.remove(fresh));
        return asked;
    }

    boolean has(String name) {
        return services.containsKey(name);
    }

    /** Ends a process that {@link #add} started, and forgets it. */
    void remove(String name) {
        services.remove(name).close();
        addresses.remove(name);
    }

    ChildProcess service(ServiceKind kind) {
        return services.get(kind.serviceName());
    }

    /** Names of all processes of services that were started. */
    List<String> serviceNames() {
        return List.copyOf(services.keySet());
    }

    ChildProcess service(String name) {
        return services.get(name);
    }

    URI address(ServiceKind kind) {
        return addresses.get(kind.serviceName());
    }

    /** What each process has cost since it was started, by its name. */
    Map<String, ProcessCost> costs() {
        Map<String, ProcessCost> costs = new LinkedHashMap<>();
        services.forEach((name, process) -> costs.put(name, ProcessCost.of(process.pid())));
        costs.put("store", ProcessCost.of(minio.pid()));
        costs.put("broker", ProcessCost.of(brokers.process(0).pid()));
        return costs;
    }

    /** What each service holds on its heap after a full collection, KiB. */
    Map<String, Long> liveHeapsKib() throws IOException, InterruptedException {
        Map<String, Long> heaps = new LinkedHashMap<>();
        for (Map.Entry<String, ChildProcess> service : services.entrySet()) {
            heaps.put(
                    service.getKey(), ProcessCost.liveHeapKib(service.getValue().pid()));
        }
        return heaps;
    }

    ChildProcess minioProcess() {
        return minio;
    }

    /** The only broker, or the first of several. */
    ChildProcess brokerProcess() {
        return brokers.process(0);
    }

    Brokers brokers() {
        return brokers;
    }

    /** Between services and store. */
    FaultyProxy storeProxy() {
        return storeProxy;
    }

    /** What the services have asked the store for, through the proxy. */
    StoreRequests storeRequests() {
        return storeRequests;
    }

    /** The disk that the store's folder lies on, which may be a small one. */
    Path storeDisk() {
        return work.resolve("store");
    }

    Path storeFolder() {
        return storeDisk().resolve("minio");
    }

    Path brokerFolder() {
        return brokers.folder(0);
    }

    Path work() {
        return work;
    }

    String bootstrapServers() {
        return brokers.bootstrapServers();
    }

    Records records() {
        return new Records(bootstrapServers());
    }

    /** Past the proxy. */
    ObjectStore datasets() {
        return new MinioObjectStore(minioClient(), ObjectKeys.DATASETS);
    }

    /** Past the proxy. */
    ObjectStore results() {
        return new MinioObjectStore(minioClient(), ObjectKeys.NEPHRITE);
    }

    /** Past the proxy, as users reach a system. */
    Connection connection() {
        return new Connection(
                URI.create("http://127.0.0.1:" + minioPort), ACCESS_KEY, SECRET_KEY, bootstrapServers(), addresses);
    }

    private MinioClient minioClient() {
        return new S3Connection(
                        URI.create("http://127.0.0.1:" + minioPort), ACCESS_KEY, SECRET_KEY, S3Connection.USUAL_REGION)
                .client();
    }

    /** Starts the brokers that do not run on their folders, as they are, and waits until all topics are there. */
    void startBroker() throws Exception {
        brokers.start();
        await("broker", () -> {
            TopicCreation.createMissing(BrokerSettings.at(bootstrapServers()), Topic.definitions(), brokers.count());
            return true;
        });
    }

    void startStore() throws Exception {
        minio.start();
        await("MinIO", () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), minioPort), 500);
            }
            return minioProgram.isEmpty()
                    || http.send(
                                            HttpRequest.newBuilder(URI.create(
                                                            "http://127.0.0.1:" + minioPort + "/minio/health/live"))
                                                    .timeout(Duration.ofSeconds(2))
                                                    .build(),
                                            HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200;
        });
    }

    /**
     * Starts every process that has ended, and disturbs the store no more.
     *
     * @param notes hears of services that had ended by themselves
     */
    void restore(Consumer<String> notes) throws Exception {
        storeProxy.heal();
        if (!minio.isAlive()) {
            startStore();
        }
        if (!brokers.areAlive()) {
            startBroker();
        }
        for (Map.Entry<String, ChildProcess> service : services.entrySet()) {
            if (!service.getValue().isAlive()) {
                notes.accept("NOTE: " + service.getKey() + " had ended by itself; it is started again");
                service.getValue().start();
            }
        }
    }

    /** Returns when all services are ready. */
    void awaitReady() throws Exception {
        for (String name : services.keySet()) {
            await(
                    name,
                    () -> get(addresses.get(name).resolve("/q/health/ready")).statusCode() == 200);
        }
    }

    HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The same of a service that has just been started, and may not listen yet. */
    HttpResponse<String> getPatiently(URI uri) throws Exception {
        AtomicReference<HttpResponse<String>> answer = new AtomicReference<>();
        await(uri.toString(), () -> {
            answer.set(get(uri));
            return true;
        });
        return answer.get();
    }

    HttpResponse<String> post(URI uri, String json) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(60))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + START_PATIENCE.toNanos();
        Exception last = null;
        while (System.nanoTime() < end) {
            try {
                if (condition.call()) {
                    return;
                }
            } catch (IOException | java.util.concurrent.ExecutionException | TimeoutException e) {
                last = e;
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new IOException(what + " is not ready after " + START_PATIENCE.toSeconds() + " s", last);
    }

    @Override
    public void close() {
        new ArrayList<>(services.keySet())
                .parallelStream().forEach(name -> services.get(name).close());
        minio.close();
        brokers.close();
        storeProxy.close();
    }

    /** Wraps what a lambda cannot throw. */
    static <T> T unchecked(Callable<T> call) {
        try {
            return call.call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

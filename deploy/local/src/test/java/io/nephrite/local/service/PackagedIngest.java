package io.nephrite.local.service;

import static org.awaitility.Awaitility.await;

import io.nephrite.core.pipeline.Namespace;
import io.nephrite.local.client.Connection;
import io.nephrite.local.client.ServiceClient;
import io.nephrite.local.machine.FreePort;
import io.nephrite.local.store.StoreFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The packaged ingest as a process of its own, as the launcher starts it, for tests that need several on one broker. */
final class PackagedIngest {
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration END = Duration.ofSeconds(20);

    private final ServiceProcess process;
    private final Path log;

    private PackagedIngest(ServiceProcess process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts a process whose log and cache lie in the folder; see {@link #awaitReady}. */
    static PackagedIngest start(Path folder, Namespace namespace, StoreFixture shared) throws IOException {
        ServiceSettings settings = new ServiceSettings(
                Path.of(System.getProperty("nephrite.home")),
                Path.of(System.getProperty("java.home"), "bin", "java"),
                folder,
                namespace,
                shared.bootstrapServers(),
                shared.endpoint(),
                StoreFixture.ACCESS_KEY,
                StoreFixture.SECRET_KEY,
                1,
                1024);
        int port = FreePort.preferably(0);
        ServiceProcess process = ServiceProcess.start(
                ServiceKind.INGEST,
                settings.command(ServiceKind.INGEST),
                settings.environment(ServiceKind.INGEST, port),
                port,
                settings.log(ServiceKind.INGEST));
        return new PackagedIngest(process, settings.log(ServiceKind.INGEST));
    }

    void awaitReady() {
        HttpClient http = HttpClient.newHttpClient();
        await().atMost(START).until(() -> process.isReady(http));
    }

    /** Of whoever uploads to the services of that namespace. */
    static ServiceClient client(Namespace namespace, StoreFixture shared) {
        return new ServiceClient(new Connection(
                        URI.create(shared.endpoint()),
                        StoreFixture.ACCESS_KEY,
                        StoreFixture.SECRET_KEY,
                        shared.bootstrapServers(),
                        Map.of())
                .in(namespace));
    }

    /** What the process has said so far. */
    String said() throws IOException {
        return Files.readString(log);
    }

    void end() throws InterruptedException {
        process.terminate();
        process.awaitEnd(END);
    }
}

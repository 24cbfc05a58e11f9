package io.nephrite.local.service;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One running service. Its standard input is a pipe that this process holds open and never writes: it ends when this
 * process ends, however that happens, and the service ends with it.
 */
final class ServiceProcess {
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

    private final ServiceKind kind;
    private final Process process;
    private final URI address;
    private final Instant started;

    private ServiceProcess(ServiceKind kind, Process process, URI address) {
        this.kind = kind;
        this.process = process;
        this.address = address;
        this.started = Instant.now();
    }

    static ServiceProcess start(
            ServiceKind kind, List<String> command, Map<String, String> environment, int port, Path log)
            throws IOException {
        Files.createDirectories(log.getParent());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new ServiceProcess(kind, builder.start(), URI.create("http://127.0.0.1:" + port));
    }

    ServiceKind kind() {
        return kind;
    }

    URI address() {
        return address;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitStatus() {
        return process.exitValue();
    }

    Duration age() {
        return Duration.between(started, Instant.now());
    }

    CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    /** Whether it lives and answers that it is ready. */
    boolean isReady(HttpClient client) throws InterruptedException {
        if (!process.isAlive()) {
            return false; // somebody else may listen on its port
        }
        HttpRequest probe = HttpRequest.newBuilder(address.resolve("/q/health/ready"))
                .timeout(PROBE_TIMEOUT)
                .build();
        try {
            return client.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Asks the service to end (SIGTERM). */
    void terminate() {
        process.destroy();
    }

    /** Waits until it has ended; kills it when the time is up. */
    void awaitEnd(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}

package io.nephrite.local.service;

import io.nephrite.local.machine.AwakeTime;
import io.nephrite.local.machine.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the packaged services as child processes, starts again what dies, and ends them all. Nothing is left behind:
 * closing sends SIGTERM, then kills; and the children watch a pipe that breaks when this process dies by itself.
 */
public final class ServiceSupervisor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceSupervisor.class);
    /** The trainer's grace, and what its other parts need to close. */
    private static final Duration PATIENCE = ServiceSettings.GRACE.plusSeconds(5);

    /** Archives are written at the end, which takes seconds of CPU time for each service. */
    private static final Duration WRITING_PATIENCE = Duration.ofMinutes(5);

    /** Every service may let a probe wait for its time-out. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(15);

    private static final Duration PROBE_INTERVAL = Duration.ofMillis(150);

    private final ServiceSettings settings;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final ScheduledExecutorService restarts = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "service-restarts");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<ServiceKind, ServiceProcess> running = new EnumMap<>(ServiceKind.class);
    private final Map<ServiceKind, Integer> ports = new EnumMap<>(ServiceKind.class);
    private final Map<ServiceKind, RestartPolicy> policies = new EnumMap<>(ServiceKind.class);

    /** Services that have been ready once, so that their archives are good. */
    private final Set<ServiceKind> begun = EnumSet.noneOf(ServiceKind.class);

    /** Services that ended before they were ready; the archive may be the cause. */
    private final Set<ServiceKind> withoutArchive = EnumSet.noneOf(ServiceKind.class);

    private Optional<String> defeat = Optional.empty();
    private boolean closed;

    private ServiceSupervisor(ServiceSettings settings) {
        this.settings = settings;
    }

    /**
     * Starts all services; returns before they are ready.
     *
     * @param wantedPorts taken where free
     */
    public static ServiceSupervisor start(ServiceSettings settings, Map<ServiceKind, Integer> wantedPorts)
            throws IOException {
        ServiceSupervisor supervisor = new ServiceSupervisor(settings);
        try {
            for (ServiceKind kind : ServiceKind.values()) {
                supervisor.ports.put(kind, FreePort.preferably(wantedPorts.getOrDefault(kind, 0)));
                supervisor.policies.put(kind, new RestartPolicy());
            }
            for (ServiceKind kind : ServiceKind.values()) {
                supervisor.launch(kind);
            }
        } catch (IOException | RuntimeException e) {
            supervisor.close();
            throw e;
        }
        return supervisor;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // died() reports what goes wrong itself
    private synchronized void launch(ServiceKind kind) throws IOException {
        if (closed) {
            return;
        }
        int port = ports.get(kind);
        List<String> command =
                withoutArchive.contains(kind) ? settings.commandWithoutArchive(kind) : settings.command(kind);
        ServiceProcess service =
                ServiceProcess.start(kind, command, settings.environment(kind, ports), port, settings.log(kind));
        running.put(kind, service);
        service.onExit().thenAccept(end -> died(service));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // relaunch() reports what goes wrong itself
    private synchronized void died(ServiceProcess service) {
        if (closed) {
            return;
        }
        ServiceKind kind = service.kind();
        String fate = kind.serviceName() + " ended with status " + service.exitStatus() + " after "
                + service.age().toSeconds() + " s";
        Optional<Duration> delay = policies.get(kind).afterDeath(Instant.now());
        if (delay.isEmpty()) {
            LOG.error("{} several times in a row; it is not started again", fate);
            defeat = Optional.of(fate + ", again and again; its log: " + settings.log(kind) + lastError(kind));
            return;
        }
        String how = "";
        if (!begun.contains(kind) && withoutArchive.add(kind)) {
            how = ", without its archive of classes";
        }
        LOG.warn("{}; starting it again in {} ms{}", fate, delay.get().toMillis(), how);
        restarts.schedule(() -> relaunch(kind), delay.get().toMillis(), TimeUnit.MILLISECONDS);
    }

    private String lastError(ServiceKind kind) {
        try {
            return LogTail.lastError(settings.log(kind))
                    .map(line -> "; the last error there: " + line)
                    .orElse("; it contains no error");
        } catch (IOException e) {
            return "; it cannot be read: " + e.getMessage();
        }
    }

    private void relaunch(ServiceKind kind) {
        try {
            launch(kind);
        } catch (IOException e) {
            LOG.error("{} cannot be started", kind.serviceName(), e);
            synchronized (this) {
                defeat = Optional.of(kind.serviceName() + " cannot be started: " + e.getMessage());
            }
        }
    }

    /** Why the system cannot go on; empty while it can. */
    public synchronized Optional<String> defeat() {
        return defeat;
    }

    public synchronized URI address(ServiceKind kind) {
        return running.get(kind).address();
    }

    /** Process ids of the services that live. */
    public synchronized Map<ServiceKind, Long> pids() {
        Map<ServiceKind, Long> pids = new EnumMap<>(ServiceKind.class);
        running.forEach((kind, service) -> {
            if (service.isAlive()) {
                pids.put(kind, service.pid());
            }
        });
        return pids;
    }

    /**
     * Waits until every service answers that it is ready.
     *
     * @throws IOException naming the services that are not, and their logs, when time is up or one cannot be started
     */
    public void awaitReady(Duration patience) throws IOException, InterruptedException {
        AwakeTime time = new AwakeTime(Clock.systemUTC(), LONGEST_LOOK);
        List<ServiceKind> waitingFor = new ArrayList<>(List.of(ServiceKind.values()));
        while (true) {
            Optional<String> lost = defeat();
            if (lost.isPresent()) {
                throw new IOException(lost.get());
            }
            for (ServiceKind kind : List.copyOf(waitingFor)) {
                ServiceProcess service;
                synchronized (this) {
                    service = running.get(kind);
                }
                if (service.isReady(client)) {
                    waitingFor.remove(kind);
                    synchronized (this) {
                        begun.add(kind);
                    }
                }
            }
            if (waitingFor.isEmpty()) {
                return;
            }
            if (time.passed().compareTo(patience) > 0) {
                Map<String, Path> logs = new HashMap<>();
                waitingFor.forEach(kind -> logs.put(kind.serviceName(), settings.log(kind)));
                throw new IOException("not ready after " + patience.toSeconds() + " s; see their logs: " + logs);
            }
            TimeUnit.MILLISECONDS.sleep(PROBE_INTERVAL.toMillis());
        }
    }

    @Override
    public void close() {
        List<ServiceProcess> services;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            services = List.copyOf(running.values());
        }
        restarts.shutdownNow();
        services.forEach(ServiceProcess::terminate);
        boolean interrupted = false;
        for (ServiceProcess service : services) {
            try {
                service.awaitEnd(settings.archives().areWritten() ? WRITING_PATIENCE : PATIENCE);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

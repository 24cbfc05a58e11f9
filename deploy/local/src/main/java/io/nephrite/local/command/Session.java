package io.nephrite.local.command;

import io.nephrite.local.client.Connection;
import io.nephrite.local.client.ServiceClient;
import io.nephrite.local.service.ServiceKind;
import io.nephrite.local.system.DataFolder;
import io.nephrite.local.system.EmbeddedSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A system to work with: one that is started here and ends with the session, or the one that already runs on the data
 * folder. A shutdown hook closes it, so that Ctrl-C leaves nothing behind.
 */
final class Session implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofMinutes(4);

    private final Optional<EmbeddedSystem> own;
    private final Optional<Path> joined;
    private final Connection connection;
    private final ServiceClient client;
    private final Optional<Thread> hook;

    private Session(Optional<EmbeddedSystem> own, Optional<Path> joined, Connection connection, Optional<Thread> hook) {
        this.own = own;
        this.joined = joined;
        this.connection = connection;
        this.client = new ServiceClient(connection);
        this.hook = hook;
        hook.ifPresent(Runtime.getRuntime()::addShutdownHook);
    }

    /** Starts a system and waits until it is ready, or joins the one that runs. */
    static Session open(SystemOptions options, Terminal terminal) throws Exception {
        Path root = options.data.toAbsolutePath().normalize();
        Optional<DataFolder> data = DataFolder.take(root);
        if (data.isEmpty()) {
            return join(root);
        }
        return start(data.get(), options, terminal);
    }

    /** Takes the data folder over. */
    static Session start(DataFolder data, SystemOptions options, Terminal terminal) throws Exception {
        long begin = System.nanoTime();
        terminal.block(List.of("starting broker, store and five services …"));
        EmbeddedSystem system = EmbeddedSystem.start(data, home(), options.threads());
        Thread hook = new Thread(
                () -> {
                    terminal.line("ending; run the same command again to continue");
                    system.close();
                },
                "shutdown");
        Session session = new Session(Optional.of(system), Optional.empty(), system.connection(), Optional.of(hook));
        try {
            system.awaitReady(START_PATIENCE);
        } catch (IOException | InterruptedException | RuntimeException e) {
            session.close();
            throw e;
        }
        terminal.block(List.of());
        terminal.line("ready in " + StatusLines.number((System.nanoTime() - begin) / 1e9, 1) + " s; to be seen at "
                + session.connection().page());
        return session;
    }

    /** With a system that others have started and will end. */
    static Session with(Connection connection) {
        return new Session(Optional.empty(), Optional.empty(), connection, Optional.empty());
    }

    private static Session join(Path root) throws IOException, InterruptedException {
        Optional<Connection> running = DataFolder.connection(root);
        if (running.isPresent()) {
            Session session = new Session(Optional.empty(), Optional.of(root), running.get(), Optional.empty());
            if (session.client.isReachable()) {
                return session;
            }
        }
        throw new IOException(root + " is used by another process that does not answer (yet); "
                + "wait until it is ready or has ended, or give another folder with --data");
    }

    /** The project's folder, which holds the packaged services. */
    static Path home() {
        String home = System.getProperty("nephrite.home");
        Path folder = Path.of(home == null ? "" : home).toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException("the system property nephrite.home names no folder: " + home);
        }
        return folder;
    }

    Connection connection() {
        return connection;
    }

    ServiceClient client() {
        return client;
    }

    /** Whether the system was started here, and ends with this session. */
    boolean isOwn() {
        return own.isPresent();
    }

    /** Process ids of the services that were started here and live. */
    Map<ServiceKind, Long> pids() {
        return own.map(EmbeddedSystem::pids).orElse(Map.of());
    }

    /** Why the system cannot go on; empty while it can. */
    Optional<String> defeat() {
        return own.isPresent()
                ? own.get().defeat()
                : joined.filter(root -> !DataFolder.isTaken(root))
                        .map(root -> "the system on " + root + ", which another command had started, has ended; "
                                + "run the same command again to continue");
    }

    @Override
    public void close() {
        own.ifPresent(EmbeddedSystem::close);
        hook.ifPresent(Session::withdraw);
    }

    private static void withdraw(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            return; // the hook runs already; closing twice is harmless
        }
    }
}

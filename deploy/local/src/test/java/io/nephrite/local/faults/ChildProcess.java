package io.nephrite.local.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that can be killed, stopped and started again with the same command, environment and log. */
final class ChildProcess implements AutoCloseable {
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private Process process;

    ChildProcess(List<String> command, Map<String, String> environment, Path log) {
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.log = log;
    }

    void start() throws IOException {
        start(Map.of());
    }

    /** @param besides variables that the process has this time besides its usual ones */
    void start(Map<String, String> besides) throws IOException {
        Files.createDirectories(log.getParent());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        builder.environment().putAll(besides);
        process = builder.start();
        // nothing is left behind where the table itself is ended
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** As whoever lists the machine's processes sees it. */
    String commandLine() {
        return process.info().commandLine().orElseThrow();
    }

    Path log() {
        return log;
    }

    /** SIGTERM: the process is asked to end, as by a platform that upgrades or scales in. */
    void terminate() {
        process.destroy();
    }

    /** kill -9; returns when the process is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** kill -STOP: the process stands still and answers nothing. */
    void suspend() throws IOException, InterruptedException {
        signal("STOP", process.toHandle());
    }

    /** kill -CONT. */
    void resume() throws IOException, InterruptedException {
        signal("CONT", process.toHandle());
    }

    /** Stops the process and all that it has started, as a laptop does that sleeps; returns what was stopped. */
    List<ProcessHandle> suspendAll() throws IOException, InterruptedException {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        for (ProcessHandle one : all) {
            signal("STOP", one);
        }
        return all;
    }

    static void resume(List<ProcessHandle> stopped) throws IOException, InterruptedException {
        for (ProcessHandle one : stopped) {
            signal("CONT", one);
        }
    }

    /** Waits until the process has ended by itself, and returns its exit status. */
    int exitStatus(Duration patience) throws IOException, InterruptedException {
        if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("still running after " + patience.toSeconds() + " s; see " + log);
        }
        return process.exitValue();
    }

    private static void signal(String name, ProcessHandle target) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(target.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill -" + name + " " + target.pid() + " failed");
        }
    }

    @Override
    public void close() {
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

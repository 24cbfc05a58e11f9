package io.nephrite.local.faults;

import io.nephrite.local.broker.ClusterBroker;
import io.nephrite.local.machine.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The brokers of a system, each a process of its own: one alone, or several that keep every record on all of them. */
final class Brokers implements AutoCloseable {
    private final List<ChildProcess> processes;
    private final List<Path> folders;
    private final String bootstrapServers;

    private Brokers(List<ChildProcess> processes, List<Path> folders, List<Integer> ports) {
        this.processes = List.copyOf(processes);
        this.folders = List.copyOf(folders);
        this.bootstrapServers = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    /** @param work folder of all that the system writes */
    static Brokers one(Path work) throws IOException {
        Path folder = work.resolve("kafka");
        int port = FreePort.any();
        ChildProcess process =
                process(work, "broker", 320, BrokerProcess.class, folder.toString(), Integer.toString(port));
        return new Brokers(List.of(process), List.of(folder), List.of(port));
    }

    /** Each topic lies on all three, and a record counts as written when two have it. */
    static Brokers three(Path work) throws IOException {
        List<Integer> ports = List.of(FreePort.any(), FreePort.any(), FreePort.any());
        List<Integer> controllers = List.of(FreePort.any(), FreePort.any(), FreePort.any());
        String voters = "1@127.0.0.1:" + controllers.get(0) + ",2@127.0.0.1:" + controllers.get(1) + ",3@127.0.0.1:"
                + controllers.get(2);
        List<ChildProcess> processes = new ArrayList<>();
        List<Path> folders = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Path folder = work.resolve("kafka-" + (i + 1));
            folders.add(folder);
            processes.add(process(
                    work,
                    "broker-" + (i + 1),
                    256,
                    ClusterBroker.class,
                    folder.toString(),
                    Integer.toString(i + 1),
                    ports.get(i).toString(),
                    controllers.get(i).toString(),
                    voters));
        }
        return new Brokers(processes, folders, ports);
    }

    private static ChildProcess process(Path work, String name, int heapMiB, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMiB + "m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ChildProcess(command, Map.of(), work.resolve("logs/" + name + ".log"));
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    int count() {
        return processes.size();
    }

    ChildProcess process(int number) {
        return processes.get(number);
    }

    Path folder(int number) {
        return folders.get(number);
    }

    boolean areAlive() {
        return processes.stream().allMatch(ChildProcess::isAlive);
    }

    /** Starts those that do not run. */
    void start() throws IOException {
        for (ChildProcess process : processes) {
            if (!process.isAlive()) {
                process.start();
            }
        }
    }

    /** Kills several at once: an orderly end of the last ones would wait for those that have gone. */
    @Override
    public void close() {
        if (count() == 1) {
            process(0).close();
            return;
        }
        for (ChildProcess process : processes) {
            try {
                if (process.isAlive()) {
                    process.kill();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

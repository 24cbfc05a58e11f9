package io.nephrite.local.faults;

import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StatusStage;
import io.nephrite.local.client.DatasetFolder;
import io.nephrite.local.client.ServiceClient;
import io.nephrite.local.machine.LauncherLog;
import io.nephrite.local.store.MinioProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Sends datasets of more and more cases from their upload to the last preprocessed case, each through a system that is
 * started for it, and prints what a case costs: time, CPU of each process, requests to the store, records, heap.
 */
@Command(
        name = "scale",
        mixinStandardHelpOptions = true,
        description = "Measures what a case costs from upload to preprocessed as datasets grow.")
public final class Scale implements Callable<Integer> {
    private static final int SKIPPED = 3;
    private static final byte[] EXPERIMENT = "{\"configurations\": [\"3d_fullres\"]}".getBytes(StandardCharsets.UTF_8);

    @Option(
            names = "--cases",
            paramLabel = "N",
            split = ",",
            defaultValue = "100,1000",
            description = "Sizes of the datasets (default: ${DEFAULT-VALUE}).")
    List<Integer> sizes;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            defaultValue = "TINY",
            description = "Of a case: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    SizedPhantom size;

    @Option(names = "--embedded", description = "The launcher's store takes the place of MinIO's server.")
    boolean embedded;

    @Option(names = "--minio", paramLabel = "FILE", description = "MinIO's server (default: minio on the PATH).")
    Path minio;

    @Option(names = "--experiment", paramLabel = "FILE", description = "In place of nnU-Net's defaults for 3d_fullres.")
    Path experiment;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "Of a service that computes (default: ${DEFAULT-VALUE}).")
    int threads;

    @Option(names = "--heap-mib", paramLabel = "MIB", defaultValue = "768", description = "Of each service's process.")
    int heapMib;

    @Option(names = "--patience", paramLabel = "MINUTES", defaultValue = "60", description = "For one dataset.")
    int patience;

    @Option(names = "--work", paramLabel = "DIR", description = "Where all is written (default: a temporary folder).")
    Path work;

    @Option(names = "--out", paramLabel = "FILE", description = "Gets the tables too.")
    Path out;

    private final List<String> lines = new ArrayList<>();

    /**
     * Runs the command.
     *
     * @param arguments as the help says
     */
    public static void main(String[] arguments) throws IOException {
        LauncherLog.begin();
        System.exit(new CommandLine(new Scale()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Optional<Path> program = embedded ? Optional.empty() : MinioProgram.find(minio);
        if (!embedded && program.isEmpty()) {
            System.err.println(MinioProgram.ABSENT + " With --embedded the launcher's store is measured.");
            return SKIPPED;
        }
        Path folder = work == null ? Files.createTempDirectory("nephrite-scale") : Files.createDirectories(work);
        System.out.println("everything is written below " + folder);
        List<Measured> all = new ArrayList<>();
        for (int cases : sizes) {
            Path dataset = folder.resolve(String.format(Locale.ROOT, "datasets/Task800_%s%d", size, cases));
            if (!Files.exists(dataset.resolve("dataset.json"))) {
                size.write(dataset, cases);
            }
            all.add(measure(program, folder.resolve("system-" + cases), dataset, cases));
            print(all);
        }
        if (out != null) {
            Files.write(out, lines, StandardCharsets.UTF_8);
        }
        return 0;
    }

    private Measured measure(Optional<Path> program, Path folder, Path dataset, int cases) throws Exception {
        Path home = Path.of(System.getProperty("nephrite.home")).toAbsolutePath();
        byte[] wanted = experiment == null ? EXPERIMENT : Files.readAllBytes(experiment);
        try (RealSystem system = RealSystem.start(
                home,
                folder,
                program,
                Brokers.one(folder),
                Map.of(
                        "NEPHRITE_THREADS",
                        Integer.toString(threads),
                        RealSystem.HEAP_MIB,
                        Integer.toString(heapMib),
                        RealSystem.COMPILER_LEVEL,
                        size == SizedPhantom.TINY ? "1" : "4"))) {
            ServiceClient client = new ServiceClient(system.connection());
            DatasetFolder source = DatasetFolder.open(dataset);
            Map<String, ProcessCost> before = system.costs();
            Map<String, Long> requests = system.storeRequests().kinds();
            Map<String, Long> records = system.records().byTopic();
            long begin = System.nanoTime();
            client.upload()
                    .mirror(
                            source,
                            Map.of(
                                    ObjectKeys.GOAL_FILE,
                                    Json.bytes(new Goal(Milestone.PREPROCESSED)),
                                    Experiment.FILE,
                                    wanted),
                            false,
                            (files, of, bytes) -> {});
            client.endUpload(source.name());
            double uploaded = seconds(begin);
            double slowest = await(client, source.name(), cases);
            double took = seconds(begin);
            Map<String, ProcessCost> costs = new LinkedHashMap<>();
            system.costs().forEach((name, cost) -> costs.put(name, cost.since(before.get(name))));
            return new Measured(
                    cases,
                    took,
                    uploaded,
                    costs,
                    difference(system.storeRequests().kinds(), requests),
                    difference(system.records().byTopic(), records),
                    system.liveHeapsKib(),
                    slowest,
                    bytes(folder));
        }
    }

    /** @return the slowest answer of the status at the end, seconds */
    private double await(ServiceClient client, String dataset, int cases) throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(patience);
        Optional<DatasetStatus> status = Optional.empty();
        while (System.nanoTime() < end) {
            status = client.status(dataset);
            if (status.filter(s -> isPreprocessed(s, cases)).isPresent()) {
                double slowest = 0;
                for (int i = 0; i < 5; i++) {
                    long asked = System.nanoTime();
                    client.status(dataset);
                    slowest = Math.max(slowest, seconds(asked));
                }
                return slowest;
            }
            if (status.filter(s -> !s.failures().isEmpty()).isPresent()) {
                throw new IOException("the work on " + dataset + " has failed: "
                        + status.get().failures());
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
        throw new IOException(dataset + " is not preprocessed after " + patience + " minutes: " + status);
    }

    private static boolean isPreprocessed(DatasetStatus status, int cases) {
        return status.stages().stream().anyMatch(s -> s.name() == StatusStage.PREPROCESSED && s.done() >= cases);
    }

    private static Map<String, Long> difference(Map<String, Long> after, Map<String, Long> before) {
        Map<String, Long> added = new TreeMap<>();
        after.forEach((name, count) -> added.put(name, count - before.getOrDefault(name, 0L)));
        added.values().removeIf(count -> count == 0);
        return added;
    }

    private static Map<String, Long> bytes(Path folder) throws IOException {
        Map<String, Long> bytes = new TreeMap<>();
        try (var parts = Files.list(folder)) {
            for (Path part : parts.filter(Files::isDirectory).toList()) {
                try (var files = Files.walk(part)) {
                    bytes.put(
                            part.getFileName().toString(),
                            files.filter(Files::isRegularFile)
                                    .mapToLong(f -> f.toFile().length())
                                    .sum());
                }
            }
        }
        return bytes;
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private void print(List<Measured> all) {
        lines.clear();
        List<String> names = new ArrayList<>(all.get(0).costs().keySet());
        line(size.name().toLowerCase(Locale.ROOT) + " cases, " + (embedded ? "embedded store" : "MinIO"));
        row("", all, m -> m.cases() + " cases");
        row("---", all, m -> "---");
        row("seconds from the first file to the last preprocessed case", all, m -> number(m.seconds()));
        row("of these until all files were sent", all, m -> number(m.uploadSeconds()));
        row("milliseconds a case", all, m -> number(1000 * m.seconds() / m.cases()));
        for (String name : names) {
            row(
                    "CPU-ms a case, " + name,
                    all,
                    m -> number(1000 * m.costs().get(name).cpuSeconds() / m.cases()));
        }
        row("CPU-ms a case, all", all, m -> number(1000 * m.cpuSeconds() / m.cases()));
        for (String name : names) {
            row(
                    "largest resident memory, MiB, " + name,
                    all,
                    m -> Long.toString(m.costs().get(name).peakMib()));
        }
        for (String name : all.get(0).heapsKib().keySet()) {
            row(
                    "live heap at the end, KiB, " + name,
                    all,
                    m -> Long.toString(m.heapsKib().get(name)));
        }
        kinds(all, "requests a case, ", Measured::requests);
        kinds(all, "records a case, ", Measured::records);
        for (String part : all.get(0).bytes().keySet()) {
            row("MB on disk, " + part, all, m -> number(m.bytes().getOrDefault(part, 0L) / 1e6));
        }
        row("slowest of five answers of the status, ms", all, m -> number(1000 * m.slowestStatus()));
    }

    private void kinds(List<Measured> all, String what, java.util.function.Function<Measured, Map<String, Long>> of) {
        TreeSet<String> names = new TreeSet<>();
        all.forEach(m -> names.addAll(of.apply(m).keySet()));
        for (String name : names) {
            row(
                    what + name,
                    all,
                    m -> String.format(Locale.ROOT, "%.2f", (double) of.apply(m).getOrDefault(name, 0L) / m.cases()));
        }
        row(
                what + "all",
                all,
                m -> String.format(
                        Locale.ROOT,
                        "%.2f",
                        (double) of.apply(m).values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum()
                                / m.cases()));
    }

    private void row(String title, List<Measured> all, java.util.function.Function<Measured, String> cell) {
        line("| " + title + " | " + String.join(" | ", all.stream().map(cell).toList()) + " |");
    }

    private void line(String text) {
        lines.add(text);
        System.out.println(text);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /**
     * What one dataset has cost.
     *
     * @param costs by process, from the first file on
     * @param requests to the store through the services' proxy, by kind
     * @param records by topic
     * @param heapsKib what is alive at the end, by service
     * @param slowestStatus seconds
     * @param bytes on disk, by part of the system
     */
    private record Measured(
            int cases,
            double seconds,
            double uploadSeconds,
            Map<String, ProcessCost> costs,
            Map<String, Long> requests,
            Map<String, Long> records,
            Map<String, Long> heapsKib,
            double slowestStatus,
            Map<String, Long> bytes) {
        double cpuSeconds() {
            return costs.values().stream().mapToDouble(ProcessCost::cpuSeconds).sum();
        }
    }
}

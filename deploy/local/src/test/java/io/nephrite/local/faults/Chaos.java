package io.nephrite.local.faults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.json.Json;
import io.nephrite.imaging.phantom.PhantomDataset;
import io.nephrite.imaging.phantom.PhantomSize;
import io.nephrite.local.SmallExperiment;
import io.nephrite.local.client.DatasetFolder;
import io.nephrite.local.machine.LauncherLog;
import io.nephrite.local.service.ServiceKind;
import io.nephrite.local.store.MinioProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Sends small datasets through a system of three brokers, MinIO's server and the packaged services, one undisturbed,
 * then others while faults come at random, and prints what came of each. Ends with 0 where everything was as
 * undisturbed, 4 where it was not, 3 where MinIO's server is not there and nothing was tried.
 */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        description = "Does random faults to a real system, the same ones for the same seed.")
public final class Chaos implements Callable<Integer> {
    private static final int SKIPPED = 3;
    private static final int NOT_HELD = 4;
    private static final int CASES = 6;
    private static final int TEST_IMAGES = 2;
    private static final int PHANTOM_SEED = 7;
    private static final int EPOCHS = 6;
    private static final int ITERATIONS = 15;

    /** So that a stopped process loses its job while it is stopped, and a killed one is replaced soon. */
    private static final Map<String, String> SETTINGS = Map.of("NEPHRITE_LEASE_SECONDS", "10");

    @Option(
            names = "--seed",
            paramLabel = "N",
            split = ",",
            defaultValue = "1",
            description = "What decides which faults come when; one or more (default: ${DEFAULT-VALUE}).")
    List<Long> seeds;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "3",
            description = "After so many minutes of a seed no fault and no dataset begins (default: ${DEFAULT-VALUE}).")
    double minutes;

    @Option(names = "--minio", paramLabel = "FILE", description = "MinIO's server (default: minio on the PATH).")
    Path minio;

    @Option(
            names = "--only",
            paramLabel = "KIND",
            split = ",",
            description = "Kinds of faults to draw from; all where none is given.")
    List<String> only = List.of();

    @Option(
            names = "--small-disks",
            description =
                    "Puts MinIO's data and the trainer's cache on disks in memory, which faults fill; needs root.")
    boolean smallDisks;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "So long after the last fault a dataset may take to end (default: ${DEFAULT-VALUE}).")
    int patience;

    @Option(names = "--work", paramLabel = "DIR", description = "Where the system lives (default: a temporary folder).")
    Path work;

    @Option(names = "--out", paramLabel = "FILE", description = "Gets the tables too.")
    Path out;

    private final List<String> table = new ArrayList<>();
    private final Map<String, List<Double>> secondsByKind = new TreeMap<>();

    /**
     * Runs the command.
     *
     * @param arguments as the help says
     */
    public static void main(String[] arguments) throws IOException {
        LauncherLog.begin();
        System.exit(new CommandLine(new Chaos()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Optional<Path> program = MinioProgram.find(minio);
        if (program.isEmpty()) {
            System.err.println(MinioProgram.ABSENT);
            return SKIPPED;
        }
        Path folder = work == null ? Files.createTempDirectory("nephrite-chaos") : Files.createDirectories(work);
        System.out.println("everything is written below " + folder);
        if (!smallDisks) {
            System.out.println("SKIPPED: full disks, which need --small-disks");
        }
        Path dataset = folder.resolve("Task900_Tiny");
        PhantomDataset.write(dataset, CASES, TEST_IMAGES, PHANTOM_SEED, PhantomSize.TINY);
        Path home = Path.of(System.getProperty("nephrite.home")).toAbsolutePath();
        SmallDisk storeDisk = new SmallDisk(folder.resolve("store"), smallDisks);
        SmallDisk cache = new SmallDisk(RandomFaults.cacheOf(folder, ServiceKind.TRAINER.serviceName()), smallDisks);
        try (RealSystem system = RealSystem.start(home, folder, program, Brokers.three(folder), SETTINGS)) {
            Laboratory laboratory =
                    new Laboratory(system, DatasetFolder.open(dataset), experiment(), Duration.ofSeconds(patience));
            return run(laboratory, testImages(dataset)) ? 0 : NOT_HELD;
        } finally {
            storeDisk.unmount();
            cache.unmount();
        }
    }

    private boolean run(Laboratory laboratory, List<String> testImages) throws Exception {
        ChaosRound.Result undisturbed =
                new ChaosRound(laboratory, testImages, new Random(0), System.out::println).undisturbed();
        Artefacts expected = undisturbed.artefacts().orElseThrow(() -> new IOException("no report: " + undisturbed));
        System.out.printf(
                Locale.ROOT,
                "undisturbed: %.0f s, %d files compared, %d objects left after a sweep, %s%n",
                undisturbed.seconds(),
                expected.hashes().size(),
                undisturbed.remains().orElseThrow().objects().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum(),
                undisturbed.executions().map(Executions::summary).orElse(""));
        boolean allHold = undisturbed.complaints(undisturbed).isEmpty();
        row("seed", "dataset", "seconds", "faults", "work", "dead letters", "holds");
        row("---", "---", "---", "---", "---", "---", "---");
        row(
                "none",
                undisturbed.dataset(),
                String.format(Locale.ROOT, "%.0f", undisturbed.seconds()),
                "0",
                undisturbed.executions().map(Executions::summary).orElse("-"),
                Long.toString(undisturbed.deadLetters()),
                allHold ? "yes" : "**no**: " + undisturbed.complaints(undisturbed));
        for (long seed : seeds) {
            allHold &= run(seed, laboratory, testImages, undisturbed);
        }
        row("");
        row("fault", "times", "median seconds to the next progress", "longest");
        row("---", "---", "---", "---");
        secondsByKind.forEach((kind, seconds) -> row(
                kind,
                Integer.toString(seconds.size()),
                String.format(Locale.ROOT, "%.1f", median(seconds)),
                String.format(
                        Locale.ROOT,
                        "%.1f",
                        seconds.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN))));
        if (out != null) {
            Files.write(out, table, StandardCharsets.UTF_8);
        }
        return allHold;
    }

    private boolean run(long seed, Laboratory laboratory, List<String> testImages, ChaosRound.Result undisturbed)
            throws Exception {
        Random random = new Random(seed);
        List<RandomFaults.Kind> kinds = new RandomFaults(laboratory.system(), random)
                .kinds().stream()
                        .filter(kind -> only.isEmpty() || only.contains(kind.name()))
                        .filter(kind -> smallDisks || !kind.name().endsWith("full"))
                        .toList();
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("no kind of fault is called " + only);
        }
        boolean allHold = true;
        ChaosRound.Deck deck = ChaosRound.Deck.of(kinds);
        long end = System.nanoTime() + (long) (minutes * TimeUnit.MINUTES.toNanos(1));
        while (System.nanoTime() < end) {
            System.out.println("seed " + seed + ":");
            ChaosRound round = new ChaosRound(laboratory, testImages, random, System.out::println);
            ChaosRound.Result result = round.run(deck, TimeUnit.NANOSECONDS.toSeconds(end - System.nanoTime()));
            result.executions().ifPresent(e -> e.lines().forEach(System.out::println));
            result.recoveries()
                    .forEach(r -> r.seconds()
                            .ifPresent(s -> secondsByKind
                                    .computeIfAbsent(r.kind(), k -> new ArrayList<>())
                                    .add(s)));
            List<String> complaints = result.complaints(undisturbed);
            row(
                    Long.toString(seed),
                    result.dataset(),
                    String.format(Locale.ROOT, "%.0f", result.seconds()),
                    faults(result),
                    result.executions().map(Executions::summary).orElse("-"),
                    Long.toString(result.deadLetters()),
                    complaints.isEmpty() ? "yes" : "**no**: " + String.join("; ", complaints));
            allHold &= complaints.isEmpty();
        }
        return allHold;
    }

    private static String faults(ChaosRound.Result result) {
        return result.recoveries().stream()
                .map(r -> r.kind()
                        + (r.seconds().isPresent()
                                ? String.format(
                                        Locale.ROOT, " %.1f", r.seconds().getAsDouble())
                                : " -"))
                .collect(Collectors.joining(", "));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private void row(String... cells) {
        String row = cells.length == 1 ? cells[0] : "| " + String.join(" | ", cells) + " |";
        table.add(row);
        System.out.println(row);
    }

    private static List<String> testImages(Path dataset) throws IOException {
        try (var files = Files.list(dataset.resolve("imagesTs"))) {
            return files.map(f -> f.getFileName().toString())
                    .map(name -> name.substring(0, name.lastIndexOf("_0000")))
                    .sorted()
                    .toList();
        }
    }

    /** Both folds of two, so that a choice follows and the test images after it. */
    private static byte[] experiment() {
        ObjectNode document = (ObjectNode) Json.tree(SmallExperiment.of(EPOCHS, ITERATIONS));
        document.remove("folds");
        return Json.bytes(document);
    }
}

package io.nephrite.local.faults;

import io.nephrite.core.json.Json;
import io.nephrite.imaging.phantom.PhantomDataset;
import io.nephrite.imaging.phantom.PhantomSize;
import io.nephrite.local.SmallExperiment;
import io.nephrite.local.client.DatasetFolder;
import io.nephrite.local.machine.LauncherLog;
import io.nephrite.local.store.MinioProgram;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs a small experiment undisturbed, then once with each fault, and prints a table: fault, what was seen, seconds to
 * recover, hashes equal. Ends with 0 where all held, 4 where one did not, 3 where MinIO's server is not there and
 * nothing was tried.
 */
@Command(name = "faults", mixinStandardHelpOptions = true, description = "Does real faults to a real system.")
public final class FaultTable implements java.util.concurrent.Callable<Integer> {
    private static final int SKIPPED = 3;
    private static final int NOT_HELD = 4;
    private static final int CASES = 6;
    private static final int SEED = 7;

    @Option(names = "--minio", paramLabel = "FILE", description = "MinIO's server (default: minio on the PATH).")
    Path minio;

    @Option(names = "--only", paramLabel = "ID", split = ",", description = "Faults to run; all where none is given.")
    List<String> only = List.of();

    @Option(names = "--skip", paramLabel = "ID", split = ",", description = "Faults to leave out.")
    List<String> skip = List.of();

    @Option(names = "--list", description = "Says which faults there are.")
    boolean list;

    @Option(names = "--out", paramLabel = "FILE", description = "Gets the table too.")
    Path out;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "420",
            description = "After so long without a report a dataset stands still (default: ${DEFAULT-VALUE}).")
    int patience;

    @Option(names = "--work", paramLabel = "DIR", description = "Where the system lives (default: a temporary folder).")
    Path work;

    @Option(
            names = "--reference",
            paramLabel = "FILE",
            description = "Hashes of the undisturbed run of these programs: read, or written where it is absent.")
    Path reference;

    @Option(
            names = "--small-store",
            description = "Puts MinIO's data on a disk in memory of 300 MB, which store-full fills; needs root.")
    boolean smallStore;

    private final List<String> rows = new ArrayList<>();

    /**
     * Runs the command.
     *
     * @param arguments as the help says
     */
    public static void main(String[] arguments) throws Exception {
        LauncherLog.begin();
        System.exit(new CommandLine(new FaultTable()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        List<Fault> faults = Stream.of(
                        Faults.ofProcesses(),
                        StrangeRecords.all(),
                        Faults.ofUsers(),
                        RefusedUploads.all(),
                        StrangeRequests.all())
                .flatMap(List::stream)
                .filter(f -> only.isEmpty() || only.contains(f.id()))
                .filter(f -> !skip.contains(f.id()))
                .toList();
        if (list) {
            faults.forEach(f -> System.out.println(f.id() + "  " + f.title()));
            return 0;
        }
        Optional<Path> program = MinioProgram.find(minio);
        if (program.isEmpty()) {
            System.err.println(MinioProgram.ABSENT);
            return SKIPPED;
        }
        Path folder = work == null ? Files.createTempDirectory("nephrite-faults") : Files.createDirectories(work);
        System.out.println("everything is written below " + folder);
        DatasetFolder dataset = phantom(folder);
        Path home = Path.of(System.getProperty("nephrite.home")).toAbsolutePath();
        boolean allHold = true;
        row("fault", "seen", "seconds to recover", "hashes", "holds");
        row("---", "---", "---", "---", "---");
        SmallDisk disk = new SmallDisk(folder.resolve("store"), smallStore);
        try (RealSystem system = RealSystem.start(home, folder, program.get())) {
            Laboratory laboratory = new Laboratory(system, dataset, experiment(), Duration.ofSeconds(patience));
            row("none", undisturbed(laboratory));
            for (Fault fault : faults) {
                allHold &= run(fault, laboratory);
            }
        } finally {
            disk.unmount();
        }
        return allHold ? 0 : NOT_HELD;
    }

    private Outcome undisturbed(Laboratory laboratory) throws Exception {
        if (reference != null && Files.exists(reference)) {
            laboratory.compareWith(Json.read(Files.readAllBytes(reference), Artefacts.class));
            return Outcome.holds("not run again: hashes of " + reference);
        }
        Outcome outcome = laboratory.measureUndisturbed();
        if (reference != null) {
            Files.write(reference, Json.pretty(laboratory.undisturbed()));
        }
        return outcome;
    }

    private boolean run(Fault fault, Laboratory laboratory) throws Exception {
        Outcome outcome;
        try {
            outcome = fault.strike().on(laboratory);
        } catch (Exception e) {
            // the table goes on: a fault that could not be watched to its end does not hide those after it
            e.printStackTrace();
            outcome = Outcome.fails("could not be watched: " + e);
        }
        row(fault.title(), outcome);
        // the next fault finds everything running
        laboratory.system().restore(System.out::println);
        laboratory.system().awaitReady();
        return outcome.holds();
    }

    private void row(String title, Outcome outcome) throws Exception {
        row(
                title,
                outcome.seen(),
                outcome.secondsToRecover()
                        .map(s -> String.format(Locale.ROOT, "%.1f", s))
                        .orElse("-"),
                outcome.hashes(),
                outcome.holds() ? "yes" : "**no**");
    }

    private void row(String... cells) throws Exception {
        String row = "| " + String.join(" | ", cells) + " |";
        rows.add(row);
        System.out.println(row);
        if (out != null) {
            Files.write(out, rows, StandardCharsets.UTF_8);
        }
    }

    private static DatasetFolder phantom(Path folder) throws Exception {
        Path dataset = folder.resolve("Task900_Tiny");
        if (!Files.isRegularFile(dataset.resolve("dataset.json"))) {
            PhantomDataset.write(dataset, CASES, SEED, PhantomSize.TINY);
        }
        return DatasetFolder.open(dataset);
    }

    /** Of PipelineIT, with so many steps that a fault can fall into the training. */
    private static byte[] experiment() {
        return SmallExperiment.of(12, 40);
    }
}

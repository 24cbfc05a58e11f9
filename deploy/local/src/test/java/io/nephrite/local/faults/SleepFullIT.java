package io.nephrite.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.imaging.phantom.PhantomDataset;
import io.nephrite.imaging.phantom.PhantomSize;
import io.nephrite.local.SmallExperiment;
import io.nephrite.local.client.Connection;
import io.nephrite.local.client.ServiceClient;
import io.nephrite.local.system.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A laptop that sleeps in the middle of {@code run}, {@code demo} or {@code up}: the launcher alone, or it and the
 * services together, stand still for longer than any single answer may take. Every command ends with 0 and with the
 * figures of an undisturbed run.
 */
class SleepFullIT {
    /**
     * Longer than the launcher waits for one answer, and than a consumer's session.
     * {@code -Dnephrite.sleep.seconds=150} is longer than a job's lease, too.
     */
    private static final Duration SLEEP = Duration.ofSeconds(Long.getLong("nephrite.sleep.seconds", 45));

    private static final Duration RUN = Duration.ofMinutes(10);
    private static final String DATASET = "Task901_Tiny";
    private static final String DEMO_DATASET = "Task900_Phantom";

    @TempDir
    static Path folder;

    private static JsonNode undisturbed;

    @BeforeAll
    static void runUndisturbed() throws Exception {
        PhantomDataset.write(folder.resolve(DATASET), 6, 7, PhantomSize.TINY);
        Files.write(folder.resolve("experiment.json"), SmallExperiment.DOCUMENT);
        undisturbed = run("calm", status -> true, launcher -> {});
    }

    @Test
    void goesOnWhenTheLauncherAloneWasStopped() throws Exception {
        assertThat(run("launcher", SleepFullIT::isTraining, SleepFullIT::stopAlone))
                .isEqualTo(undisturbed);
    }

    @Test
    void goesOnWhenLauncherAndServicesWereStoppedTogether() throws Exception {
        assertThat(run("all", SleepFullIT::isTraining, SleepFullIT::stopAll)).isEqualTo(undisturbed);
    }

    @Test
    void goesOnWhenAllWereStoppedWhileTheSystemStarted() throws Exception {
        assertThat(run("start", status -> true, SleepFullIT::stopAll)).isEqualTo(undisturbed);
    }

    @Test
    void theDemoGoesOnWhenLauncherAndServicesWereStopped() throws Exception {
        JsonNode calm = demo("calm-demo", launcher -> {});
        assertThat(demo("demo", SleepFullIT::stopAll)).isEqualTo(calm);
    }

    @Test
    void anUploadWaitsForALauncherThatWasStoppedAndItsWorkGoesOnWhenAllWereStopped() throws Exception {
        Path data = folder.resolve("up");
        Path results = folder.resolve("up-results");
        ChildProcess launcher = start("up", "up", "--data", data.toString());
        try {
            await(data, DATASET, status -> true, launcher);
            launcher.suspend();
            ChildProcess upload = start(
                    "upload",
                    "upload",
                    folder.resolve(DATASET).toString(),
                    "--experiment",
                    folder.resolve("experiment.json").toString(),
                    "--data",
                    data.toString());
            TimeUnit.SECONDS.sleep(SLEEP.toSeconds());
            launcher.resume();
            assertEndsWell(upload);

            await(data, DATASET, SleepFullIT::isTraining, launcher);
            stopAll(launcher);
            await(data, DATASET, SleepFullIT::isReported, launcher);
            assertEndsWell(start("results", "results", DATASET, "--to", results.toString(), "--data", data.toString()));
        } finally {
            launcher.close();
        }
        assertThat(report(results)).isEqualTo(undisturbed);
    }

    private static void stopAlone(ChildProcess launcher) throws Exception {
        launcher.suspend();
        TimeUnit.SECONDS.sleep(SLEEP.toSeconds());
        launcher.resume();
    }

    private static void stopAll(ChildProcess launcher) throws Exception {
        List<ProcessHandle> stopped = launcher.suspendAll();
        TimeUnit.SECONDS.sleep(SLEEP.toSeconds());
        ChildProcess.resume(stopped);
    }

    /** Runs the dataset on a data folder of its own and returns the report. */
    private static JsonNode run(String name, Predicate<Optional<DatasetStatus>> moment, Sleep sleep) throws Exception {
        return follow(
                name, DATASET, moment, sleep, "run", folder.resolve(DATASET).toString());
    }

    private static JsonNode demo(String name, Sleep sleep) throws Exception {
        return follow(name, DEMO_DATASET, SleepFullIT::isTraining, sleep, "demo");
    }

    private static JsonNode follow(
            String name, String dataset, Predicate<Optional<DatasetStatus>> moment, Sleep sleep, String... command)
            throws Exception {
        Path results = folder.resolve(name + "-results");
        Path data = folder.resolve(name);
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of(
                "--experiment",
                folder.resolve("experiment.json").toString(),
                "--data",
                data.toString(),
                "--results",
                results.toString()));
        ChildProcess launcher = start(name, arguments.toArray(String[]::new));
        try {
            await(data, dataset, moment, launcher);
            sleep.during(launcher);
            assertEndsWell(launcher);
        } finally {
            launcher.close();
        }
        return report(results);
    }

    /** Starts a command of the launcher as a process of its own. */
    private static ChildProcess start(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx640m",
                "-Dnephrite.home=" + System.getProperty("nephrite.home"),
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                "io.nephrite.local.Nephrite"));
        command.addAll(List.of(arguments));
        ChildProcess process = new ChildProcess(
                command,
                Map.of("OMP_WAIT_POLICY", "PASSIVE", "OPT_OUT_TRACKING", "true"),
                folder.resolve(name + ".log"));
        process.start();
        return process;
    }

    private static void assertEndsWell(ChildProcess process) throws Exception {
        assertThat(process.exitStatus(RUN)).as(Files.readString(process.log())).isZero();
    }

    /** Without its warnings, which may speak of time. */
    private static JsonNode report(Path results) throws IOException {
        JsonNode report = Json.tree(Files.readAllBytes(results.resolve("report.json")));
        report.findParents("warnings").forEach(parent -> ((ObjectNode) parent).remove("warnings"));
        return report;
    }

    private static void await(
            Path data, String dataset, Predicate<Optional<DatasetStatus>> moment, ChildProcess launcher)
            throws Exception {
        long end = System.nanoTime() + RUN.toNanos();
        while (System.nanoTime() < end && launcher.isAlive()) {
            Optional<Connection> connection = DataFolder.connection(data);
            if (connection.isPresent() && moment.test(status(new ServiceClient(connection.get()), dataset))) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IOException("the moment was not seen: " + Files.readString(launcher.log()));
    }

    private static Optional<DatasetStatus> status(ServiceClient client, String dataset) throws InterruptedException {
        try {
            return client.status(dataset);
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }

    private static boolean isTraining(Optional<DatasetStatus> status) {
        return status.stream().flatMap(s -> s.folds().stream()).anyMatch(fold -> fold.epoch() > 0);
    }

    private static boolean isReported(Optional<DatasetStatus> status) {
        return status.flatMap(DatasetStatus::reportKey).isPresent();
    }

    /** What is done to the launcher. */
    @FunctionalInterface
    private interface Sleep {
        void during(ChildProcess launcher) throws Exception;
    }
}

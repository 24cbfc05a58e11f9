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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A laptop that sleeps in the middle of {@code run}: the launcher alone, or it and the services together, stand still
 * for longer than any single answer may take. The run ends with 0 and with the figures of an undisturbed one.
 */
class SleepFullIT {
    /** Longer than the launcher waits for one answer, and than a consumer's session. */
    private static final Duration SLEEP = Duration.ofSeconds(45);

    private static final Duration RUN = Duration.ofMinutes(10);
    private static final String DATASET = "Task901_Tiny";

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
        JsonNode report = run("launcher", SleepFullIT::isTraining, launcher -> {
            launcher.suspend();
            TimeUnit.SECONDS.sleep(SLEEP.toSeconds());
            launcher.resume();
        });
        assertThat(report).isEqualTo(undisturbed);
    }

    @Test
    void goesOnWhenLauncherAndServicesWereStoppedTogether() throws Exception {
        JsonNode report = run("all", SleepFullIT::isTraining, launcher -> {
            List<ProcessHandle> stopped = launcher.suspendAll();
            TimeUnit.SECONDS.sleep(SLEEP.toSeconds());
            ChildProcess.resume(stopped);
        });
        assertThat(report).isEqualTo(undisturbed);
    }

    @Test
    void goesOnWhenAllWereStoppedWhileTheSystemStarted() throws Exception {
        JsonNode report = run("start", status -> true, launcher -> {
            List<ProcessHandle> stopped = launcher.suspendAll();
            TimeUnit.SECONDS.sleep(SLEEP.toSeconds());
            ChildProcess.resume(stopped);
        });
        assertThat(report).isEqualTo(undisturbed);
    }

    /** Runs the dataset on a data folder of its own and returns the report without its warnings, which may speak of time. */
    private static JsonNode run(String name, Predicate<Optional<DatasetStatus>> moment, Sleep sleep) throws Exception {
        Path results = folder.resolve(name + "-results");
        Path data = folder.resolve(name);
        ChildProcess launcher = new ChildProcess(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx640m",
                        "-Dnephrite.home=" + System.getProperty("nephrite.home"),
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.nephrite.local.Nephrite",
                        "run",
                        folder.resolve(DATASET).toString(),
                        "--experiment",
                        folder.resolve("experiment.json").toString(),
                        "--data",
                        data.toString(),
                        "--results",
                        results.toString()),
                Map.of("OMP_WAIT_POLICY", "PASSIVE", "OPT_OUT_TRACKING", "true"),
                folder.resolve(name + ".log"));
        launcher.start();
        try {
            await(data, moment, launcher);
            sleep.during(launcher);
            assertThat(launcher.exitStatus(RUN))
                    .as(Files.readString(launcher.log()))
                    .isZero();
        } finally {
            launcher.close();
        }
        JsonNode report = Json.tree(Files.readAllBytes(results.resolve("report.json")));
        report.findParents("warnings").forEach(parent -> ((ObjectNode) parent).remove("warnings"));
        return report;
    }

    private static void await(Path data, Predicate<Optional<DatasetStatus>> moment, ChildProcess launcher)
            throws Exception {
        long end = System.nanoTime() + RUN.toNanos();
        while (System.nanoTime() < end && launcher.isAlive()) {
            Optional<Connection> connection = DataFolder.connection(data);
            if (connection.isPresent() && moment.test(status(new ServiceClient(connection.get())))) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IOException("the moment was not seen: " + Files.readString(launcher.log()));
    }

    private static Optional<DatasetStatus> status(ServiceClient client) throws InterruptedException {
        try {
            return client.status(DATASET);
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }

    private static boolean isTraining(Optional<DatasetStatus> status) {
        return status.stream().flatMap(s -> s.folds().stream()).anyMatch(fold -> fold.epoch() > 0);
    }

    /** What is done to the launcher. */
    @FunctionalInterface
    private interface Sleep {
        void during(ChildProcess launcher) throws Exception;
    }
}

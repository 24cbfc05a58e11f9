package io.nephrite.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.core.pipeline.DatasetStatus.FoldProgress;
import io.nephrite.core.pipeline.DatasetStatus.StageProgress;
import io.nephrite.core.pipeline.StatusStage;
import io.nephrite.imaging.export.ExportFormat;
import io.nephrite.imaging.phantom.PhantomDataset;
import io.nephrite.imaging.phantom.PhantomSize;
import io.nephrite.local.SmallExperiment;
import io.nephrite.local.client.DatasetFolder;
import io.nephrite.local.client.ServiceClient;
import io.nephrite.local.machine.LauncherLog;
import io.nephrite.local.service.ServiceKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged services over the embedded broker and store: a small phantom goes in, a Dice report comes out; and the
 * same figures come out when each service is killed once on the way.
 */
class PipelineIT {
    private static final long LOOK_INTERVAL_NANOS = 50_000_000;

    static final List<String> RESULTS = List.of(
            "dataset.json",
            "dataset_fingerprint.json",
            "nnUNetPlans.json",
            "splits_final.json",
            "ingest-report.json",
            "report.json",
            "report.md",
            "report.html",
            "3d_fullres/fold_0/debug.json",
            "3d_fullres/fold_0/training_log.txt",
            "3d_fullres/fold_0/progress.png",
            "3d_fullres/fold_0/validation/summary.json");

    @TempDir
    static Path folder;

    private static JsonNode undisturbed;

    @BeforeAll
    static void runUndisturbed() throws Exception {
        LauncherLog.begin();
        PhantomDataset.write(folder.resolve("Task901_Tiny"), 6, 7, PhantomSize.TINY);
        PrivateFiles.nameAPatientIn(folder.resolve("Task901_Tiny"));
        undisturbed = run("calm", (session, status) -> {});
    }

    @Test
    void writesWhatNnunetWritesAndADiceForEveryValidationCase() {
        assertThat(RESULTS)
                .allSatisfy(name -> assertThat(results("calm").resolve(name)).isNotEmptyFile());
        assertThat(undisturbed.at("/configurations/0/folds/0/cases")).hasSize(3);
        assertThat(results("calm").resolve("3d_fullres/fold_0/validation")).isDirectoryContaining("glob:**.nii.gz");
    }

    @Test
    void startsAndEndsWithoutAnErrorOrAStackTraceInAnyLog() throws IOException {
        Path logs = folder.resolve("calm/logs");
        List<String> lines = new ArrayList<>();
        for (ServiceKind service : ServiceKind.values()) {
            lines.addAll(Files.readAllLines(logs.resolve(service.serviceName() + ".log")));
        }

        assertThat(lines)
                .anyMatch(line -> line.contains(" INFO "))
                .noneMatch(line -> line.contains(" ERROR ") || line.startsWith("\tat "));
    }

    /** The files that were uploaded have it in every header; what the services have made of them is everything else. */
    @Test
    void keepsFreeTextOfHeadersOutOfLogsEventsObjectsAndResults() throws IOException {
        assertThat(PrivateFiles.withTheName(folder.resolve("Task901_Tiny"))).hasSizeGreaterThanOrEqualTo(12);

        assertThat(PrivateFiles.withTheName(results("calm"))).isEmpty();
        assertThat(PrivateFiles.withTheName(folder.resolve("calm")))
                .allMatch(file -> file.startsWith(folder.resolve("calm/s3/datasets")));
    }

    @Test
    void leavesNothingToDoInASystemThatItsBackupIsRestoredInto() throws Exception {
        Path backup = folder.resolve("backup");
        try (StoreAccess store = StoreAccess.open(on("calm"))) {
            store.client().backup(backup).run();
        }
        if (Boolean.getBoolean("nephrite.write") && !Files.exists(StoredStateTest.THIS_RELEASE)) {
            StoredState.write(backup, StoredStateTest.THIS_RELEASE);
        }
        try (StoreAccess store = StoreAccess.open(on("restored"))) {
            assertThat(store.client().restore(backup).run().renamed()).isEmpty();
        }

        SystemOptions options = new SystemOptions();
        options.data = folder.resolve("restored");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        pipelineRun("restored", Terminal.plain(new PrintStream(said, true, StandardCharsets.UTF_8)))
                .execute(options);

        assertThat(said.toString(StandardCharsets.UTF_8)).contains("nothing has changed and all work is done");
        assertThat(folder.resolve("restored/logs")).doesNotExist();
        assertThat(Json.tree(Files.readAllBytes(results("restored").resolve("report.json"))))
                .isEqualTo(undisturbed);
    }

    private static RemoteOptions on(String name) {
        RemoteOptions options = new RemoteOptions();
        options.data = folder.resolve(name);
        return options;
    }

    @Test
    void givesTheSameFiguresWhenEachServiceIsKilledOnce() throws Exception {
        Killer killer = new Killer();

        JsonNode disturbed = run("killed", killer);

        assertThat(killer.killed).containsOnlyKeys(ServiceKind.values());
        assertThat(withoutWarnings(disturbed)).isEqualTo(withoutWarnings(undisturbed));
    }

    /** Warnings may speak of time, which a killed service costs. */
    private static JsonNode withoutWarnings(JsonNode report) {
        JsonNode copy = report.deepCopy();
        copy.findParents("warnings").forEach(parent -> ((ObjectNode) parent).remove("warnings"));
        return copy;
    }

    private static Path results(String name) {
        return folder.resolve(name + "-results");
    }

    /** Runs the dataset on a data folder of its own and returns the report. */
    private static JsonNode run(String name, Disturbance disturbance) throws Exception {
        SystemOptions options = new SystemOptions();
        options.data = folder.resolve(name);
        options.threads = 2;
        Terminal terminal = Terminal.plain(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        PipelineRun run = pipelineRun(name, terminal);
        try (Session session = Session.open(options, terminal)) {
            Thread watcher = new Thread(() -> watch(session, "Task901_Tiny", disturbance), "disturbance");
            watcher.setDaemon(true);
            watcher.start();
            run.execute(session);
            watcher.interrupt();
            watcher.join();
        }
        return Json.tree(Files.readAllBytes(results(name).resolve("report.json")));
    }

    private static PipelineRun pipelineRun(String name, Terminal terminal) throws IOException {
        return new PipelineRun(
                DatasetFolder.open(folder.resolve("Task901_Tiny")),
                Optional.of(SmallExperiment.DOCUMENT),
                Milestone.REPORT,
                ExportFormat.NPY,
                results(name),
                true,
                false,
                terminal);
    }

    private static void watch(Session session, String dataset, Disturbance disturbance) {
        ServiceClient client = session.client();
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Optional<DatasetStatus> status = client.status(dataset);
                if (status.isPresent()) {
                    disturbance.seen(session, status.get());
                }
                LockSupport.parkNanos(LOOK_INTERVAL_NANOS);
            } catch (IOException e) {
                LockSupport.parkNanos(LOOK_INTERVAL_NANOS); // eval is being started again
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Told of each status while the work goes on. */
    @FunctionalInterface
    private interface Disturbance {
        void seen(Session session, DatasetStatus status);
    }

    /** Kills each service with -9 in the middle of its work. */
    private static final class Killer implements Disturbance {
        private static final Map<ServiceKind, Predicate<DatasetStatus>> MOMENTS = Map.of(
                ServiceKind.INGEST, status -> isUnderWay(status, StatusStage.CHECKED),
                ServiceKind.PREPROCESS, status -> isUnderWay(status, StatusStage.FINGERPRINT),
                ServiceKind.PLANNER, status -> isUnderWay(status, StatusStage.PREPROCESSED),
                ServiceKind.TRAINER, status -> status.folds().stream().anyMatch(f -> f.epoch() > 0),
                ServiceKind.EVAL,
                        status -> status.folds().stream()
                                        .mapToInt(FoldProgress::predicted)
                                        .sum()
                                > 0);

        private final Map<ServiceKind, Long> killed = new EnumMap<>(ServiceKind.class);

        /** A moment that passed between two looks is made up for at the next. */
        private static boolean isUnderWay(DatasetStatus status, StatusStage stage) {
            return status.stages().stream()
                    .filter(s -> s.name() == stage)
                    .mapToInt(StageProgress::done)
                    .anyMatch(done -> done > 0);
        }

        @Override
        public void seen(Session session, DatasetStatus status) {
            for (Map.Entry<ServiceKind, Long> service : session.pids().entrySet()) {
                ServiceKind kind = service.getKey();
                if (!killed.containsKey(kind) && MOMENTS.get(kind).test(status)) {
                    ProcessHandle.of(service.getValue()).ifPresent(process -> {
                        if (process.destroyForcibly()) {
                            killed.put(kind, service.getValue());
                        }
                    });
                }
            }
        }
    }
}

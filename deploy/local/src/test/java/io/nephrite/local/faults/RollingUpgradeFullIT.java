package io.nephrite.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.event.EpochCompleted;
import io.nephrite.core.event.Topic;
import io.nephrite.core.json.Json;
import io.nephrite.imaging.phantom.PhantomDataset;
import io.nephrite.imaging.phantom.PhantomSize;
import io.nephrite.local.SmallExperiment;
import io.nephrite.local.client.DatasetFolder;
import io.nephrite.local.machine.LauncherLog;
import io.nephrite.local.service.ServiceKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every service is replaced while a dataset goes through the system: the new process is started beside the old one, and
 * then the old one is asked to end in the middle of what it does. For the trainer this is a scale-in in mid-training too.
 * Old and new are the same build, unless {@code -Dnephrite.upgrade.from=DIR} names a folder of the project in which
 * another version is packaged.
 */
class RollingUpgradeFullIT {
    private static final int EPOCHS = 12;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    @Test
    void losesNothingAndRepeatsNoMoreThanAUnitForEachServiceAndAnEpoch() throws Exception {
        LauncherLog.begin();
        Path dataset = folder.resolve("Task900_Tiny");
        PhantomDataset.write(dataset, 6, 7, PhantomSize.TINY);
        Path next = Path.of(System.getProperty("nephrite.home")).toAbsolutePath();
        Path before = Path.of(System.getProperty("nephrite.upgrade.from", next.toString()));
        try (RealSystem system =
                RealSystem.start(before, folder.resolve("work"), Optional.empty(), Brokers.one(folder), Map.of())) {
            Laboratory laboratory =
                    new Laboratory(system, DatasetFolder.open(dataset), SmallExperiment.of(EPOCHS, 20), PATIENCE);
            assertThat(laboratory.measureUndisturbed().holds()).isTrue();

            Trial trial = laboratory.begin();
            List<Long> asked = new ArrayList<>();
            asked.add(replaced(system, trial, Trial.atLeast("fingerprint", 1), ServiceKind.PREPROCESS, next));
            asked.add(replaced(system, trial, Trial.epoch(2), ServiceKind.TRAINER, next));
            for (ServiceKind kind : List.of(ServiceKind.INGEST, ServiceKind.PLANNER, ServiceKind.EVAL)) {
                asked.add(replaced(system, trial, status -> true, kind, next));
            }

            assertThat(trial.awaitReport(PATIENCE)).as(trial.progress()).isTrue();
            assertThat(laboratory.compare(trial))
                    .as("files of the undisturbed run")
                    .isEqualTo("equal");
            assertThat(trial.failures()).isEmpty();
            assertThat(laboratory.records().deadLetters()).isZero();
            Executions executions = Executions.of(system.storeRequests().writes(), trial.dataset(), "none", asked);
            assertThat(executions.unexplained()).as(executions.summary()).isEmpty();
            assertThat(executions.repeats()).as("%s", executions.lines()).isLessThanOrEqualTo(asked.size());
            List<Integer> epochs = epochs(laboratory, trial.dataset());
            System.out.println("epochs told: " + epochs + "; " + executions.summary());
            assertThat(epochs)
                    .as("the trainer saves its step when it is asked to end")
                    .contains(EPOCHS - 1);
            assertThat(epochs.size() - epochs.stream().distinct().count()).isLessThanOrEqualTo(1);
        }
    }

    private static long replaced(
            RealSystem system, Trial trial, Predicate<JsonNode> moment, ServiceKind kind, Path build) throws Exception {
        trial.await("the moment to replace " + kind.serviceName(), moment, Laboratory.MOMENT_PATIENCE);
        return system.replace(kind, build);
    }

    /** Numbers of the epochs that were told, in this order. */
    private static List<Integer> epochs(Laboratory laboratory, String dataset) throws Exception {
        return laboratory.records().all().stream()
                .filter(record ->
                        record.topic().equals(Topic.of(EpochCompleted.class).topicName()))
                .map(record -> Json.tree(record.value()))
                .filter(event -> event.path("dataset").asText().equals(dataset))
                .map(event -> event.path("epoch").asInt())
                .toList();
    }
}

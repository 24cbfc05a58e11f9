package io.nephrite.local.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nephrite.core.dataset.Milestone;
import io.nephrite.core.event.Topic;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.core.pipeline.StatusStage;
import io.nephrite.local.SmallExperiment;
import io.nephrite.local.service.ServiceKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that the broker has lost before anybody read them: the packaged services ask for the work again. */
class SweepFullIT {
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final int CASES = 6;
    private static final String DATASET = "Task960_Lost";
    private static final byte[] EXPERIMENT = SmallExperiment.DOCUMENT;

    @TempDir
    static Path folder;

    @Test
    void asksAgainForRequestsThatWereLost() throws Exception {
        String requests = Topic.PREPROCESSING_REQUESTED.topicName();
        try (DisturbedSystem system = new DisturbedSystem(folder)) {
            system.upload(DATASET, EXPERIMENT, Milestone.FINGERPRINT);
            system.await(DATASET, PATIENCE, SweepFullIT::isFingerprinted);
            long preprocess = system.pids().get(ServiceKind.PREPROCESS);
            signal("STOP", preprocess);
            try {
                await().atMost(Duration.ofMinutes(2)).until(() -> system.isUnread(ServiceKind.PREPROCESS));
                system.upload(DATASET, EXPERIMENT, Milestone.REPORT);
                await().atMost(PATIENCE).until(() -> system.records(requests) == CASES);
                system.loseRecords(requests);
            } finally {
                signal("CONT", preprocess);
            }
            long lost = System.nanoTime();

            DatasetStatus status = system.awaitReport(DATASET, PATIENCE);

            System.out.printf(
                    "report %d s after the loss%n",
                    Duration.ofNanos(System.nanoTime() - lost).toSeconds());
            assertThat(status.failures()).isEmpty();
            assertThat(system.deadLetters()).isZero();
            assertThat(system.log(ServiceKind.EVAL))
                    .anyMatch(line -> line.contains("asking again for what is missing")
                            && line.contains(DATASET + " " + requests + " × " + CASES));
        }
    }

    private static boolean isFingerprinted(DatasetStatus status) {
        return status.stages().stream().anyMatch(s -> s.name() == StatusStage.FINGERPRINT && s.isComplete());
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
        assertThat(kill.waitFor()).isZero();
    }
}

package io.nephrite.learning.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.json.ContentHash;
import io.nephrite.core.store.FolderObjectStore;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.device.TorchDevice;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed in the middle of a step or of a put, and started again. */
class KilledTrainingTest {
    private static final String FINAL = BallTraining.FOLD + "checkpoint_final.safetensors";

    @TempDir
    private Path folder;

    private final Random random = new Random(17);

    @Test
    void endsWithTheSameWeightsAfterKills() throws Exception {
        killed(BallTraining.STEP, 3 + random.nextInt(5));
        killed(BallTraining.STEP, 3 + random.nextInt(5));
        endsWithTheSameWeights();
    }

    /** A checkpoint is stored beside the next step. */
    @Test
    void endsWithTheSameWeightsAfterKillsInTheMiddleOfAPut() throws Exception {
        killed(BallTraining.STORING, 1, "3");
        killed(BallTraining.STORING, 1, "1");
        killed(BallTraining.STORING, 1, "6");
        endsWithTheSameWeights();
    }

    private void endsWithTheSameWeights() throws Exception {
        InMemoryObjectStore uninterrupted = new InMemoryObjectStore();
        new FoldTrainer(TorchDevice.CPU, 1, Clock.systemUTC())
                .run(
                        BallTraining.task(),
                        new CheckpointStore(uninterrupted, BallTraining.FOLD),
                        TrainingObserver.NONE,
                        StopSignal.NEVER);

        assertThat(process().waitFor()).isZero();

        assertThat(sha256(new FolderObjectStore(folder).bytes(FINAL))).isEqualTo(sha256(uninterrupted.bytes(FINAL)));
    }

    /** SIGKILL when the process has said a word so many times. */
    private void killed(String word, int times, String... more) throws IOException, InterruptedException {
        Process process = process(more);
        int seen = 0;
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                seen += line.equals(word) ? 1 : 0;
                if (seen == times) {
                    break;
                }
            }
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as("exit status of a killed process").isNotZero();
        assertThat(seen).isEqualTo(times);
    }

    private Process process(String... more) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                BallTraining.class.getName(),
                folder.toString()));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("OPT_OUT_TRACKING", "true");
        return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(ContentHash.sha256().digest(bytes));
    }
}

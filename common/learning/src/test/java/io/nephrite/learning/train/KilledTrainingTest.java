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
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed in the middle of a step, and started again. */
class KilledTrainingTest {
    private static final String FINAL = BallTraining.FOLD + "checkpoint_final.safetensors";

    @TempDir
    private Path folder;

    private final Random random = new Random(17);

    @Test
    void endsWithTheSameWeightsAfterKills() throws Exception {
        InMemoryObjectStore uninterrupted = new InMemoryObjectStore();
        new FoldTrainer(TorchDevice.CPU, 1, Clock.systemUTC())
                .run(
                        BallTraining.task(),
                        new CheckpointStore(uninterrupted, BallTraining.FOLD),
                        TrainingObserver.NONE,
                        StopSignal.NEVER);

        killedAfter(3 + random.nextInt(5));
        killedAfter(3 + random.nextInt(5));
        assertThat(process().waitFor()).isZero();

        assertThat(sha256(new FolderObjectStore(folder).bytes(FINAL))).isEqualTo(sha256(uninterrupted.bytes(FINAL)));
    }

    /** SIGKILL at some moment of the step that follows so many. */
    private void killedAfter(int steps) throws IOException, InterruptedException {
        Process process = process();
        int seen = 0;
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null && seen < steps; line = lines.readLine()) {
                seen += line.equals("step") ? 1 : 0;
            }
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as("exit status of a killed process").isNotZero();
        assertThat(seen).isEqualTo(steps);
    }

    private Process process() throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = List.of(
                java.toString(),
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                BallTraining.class.getName(),
                folder.toString());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("OPT_OUT_TRACKING", "true");
        return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(ContentHash.sha256().digest(bytes));
    }
}

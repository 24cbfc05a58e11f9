package io.nephrite.local.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.imaging.phantom.PhantomDataset;
import io.nephrite.imaging.phantom.PhantomSize;
import io.nephrite.local.SmallExperiment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example for other programs, {@code docs/examples/dataset_to_report.py}, against the packaged services. */
class ExampleFullIT {
    private static final String DATASET = "Task952_Example";
    private static final String NAMED = System.getProperty("nephrite.python");

    /** The command that {@code .ci/tools} installs, and the machine's own Python. */
    private static final List<String> PYTHONS = NAMED == null ? List.of("nephrite-python", "python3") : List.of(NAMED);

    @TempDir
    static Path folder;

    @Test
    void uploadsADatasetFromPythonAndReadsItsReport() throws Exception {
        Optional<String> python =
                PYTHONS.stream().filter(ExampleFullIT::hasTheClients).findFirst();
        Assumptions.assumeTrue(
                python.isPresent(),
                () -> "SKIPPED: none of " + PYTHONS
                        + " has the packages boto3 and confluent_kafka. .ci/tools installs one;"
                        + " -Dnephrite.python=FILE names another");
        Path dataset = folder.resolve("data").resolve(DATASET);
        Files.createDirectories(dataset.getParent());
        PhantomDataset.write(dataset, 6, 7, PhantomSize.TINY);
        Files.write(dataset.resolve("experiment.json"), SmallExperiment.DOCUMENT);
        Path output = folder.resolve("output.txt");
        try (DisturbedSystem system = new DisturbedSystem(folder.resolve("system"))) {
            Process example = new ProcessBuilder(List.of(
                            python.orElseThrow(),
                            Path.of(System.getProperty("nephrite.home"), "docs/examples/dataset_to_report.py")
                                    .toString(),
                            dataset.toString(),
                            system.storeEndpoint().toString(),
                            DisturbedSystem.ACCESS,
                            DisturbedSystem.SECRET,
                            system.bootstrapServers()))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                assertThat(example.waitFor(5, TimeUnit.MINUTES)).isTrue();
            } finally {
                example.destroyForcibly();
            }
            assertThat(Files.readString(output, StandardCharsets.UTF_8)).contains(DATASET, "'3d_fullres': {");
            assertThat(example.exitValue()).isZero();
        }
    }

    private static boolean hasTheClients(String python) {
        try {
            return new ProcessBuilder(python, "-c", "import boto3, confluent_kafka")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // there is no such command
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + python + " was asked for its packages", e);
        }
    }
}

package io.nephrite.local.command;

import io.nephrite.core.planning.PlansFromFiles;
import io.nephrite.local.client.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "plan",
        description = "Plans from a fingerprint and says why the plans are so; needs no running system.")
final class PlanCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FINGERPRINT", description = "dataset_fingerprint.json, nnU-Net's or ours.")
    Path fingerprint;

    @Parameters(index = "1", paramLabel = "DATASET_JSON", description = "dataset.json of the dataset.")
    Path datasetJson;

    @Option(names = "--experiment", paramLabel = "FILE", description = "experiment.json (default: nnU-Net's settings).")
    Path experiment;

    @Option(names = "--plans", paramLabel = "FILE", description = "Check and explain these plans; nothing is planned.")
    Path plans;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where plans and reasons go.")
    Path out;

    @Override
    public Integer call() throws IOException {
        Map<String, byte[]> files =
                PlansFromFiles.plan(read(fingerprint), read(datasetJson), optional(experiment), optional(plans));
        Files.createDirectories(out);
        Terminal terminal = Terminals.standard();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path target = out.resolve(file.getKey());
            Files.write(target, file.getValue());
            terminal.line(target.toString());
        }
        return ExitCode.OK;
    }

    private static Optional<byte[]> optional(Path file) {
        return file == null ? Optional.empty() : Optional.of(read(file));
    }

    private static byte[] read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new BadInput(file + ": no such file");
        }
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new BadInput(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}

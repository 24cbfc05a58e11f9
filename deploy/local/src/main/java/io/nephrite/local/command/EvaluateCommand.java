package io.nephrite.local.command;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.imaging.metric.CaseMetrics;
import io.nephrite.imaging.metric.ConfusionCounts;
import io.nephrite.imaging.metric.DiceScore;
import io.nephrite.imaging.metric.EvaluationSummary;
import io.nephrite.imaging.nifti.NiftiException;
import io.nephrite.imaging.nifti.NiftiReader;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.local.client.BadInput;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "evaluate",
        description = "Compares label maps of two folders and writes nnU-Net's summary.json; needs no running system.")
final class EvaluateCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "PREDICTIONS", description = "Folder of predicted label maps.")
    Path predictions;

    @Parameters(index = "1", paramLabel = "REFERENCES", description = "Folder of label maps with the same names.")
    Path references;

    @Option(names = "--dataset-json", paramLabel = "FILE", required = true, description = "Declares the labels.")
    Path datasetJson;

    @Option(names = "--out", paramLabel = "FILE", description = "Default: summary.json beside the predictions.")
    Path out;

    @Override
    public Integer call() throws IOException {
        Terminal terminal = Terminals.standard();
        LabelMap labels = OfflineInput.description(datasetJson).labels();
        List<CaseMetrics> cases = new ArrayList<>();
        for (Path prediction : OfflineInput.niftiFiles(predictions)) {
            cases.add(compare(prediction, references.resolve(prediction.getFileName()), labels));
        }
        EvaluationSummary summary = EvaluationSummary.of(cases);
        Path target = out == null ? predictions.resolve("summary.json") : out;
        Files.write(target, summary.toNnunet());
        for (CaseMetrics metrics : cases) {
            terminal.line(
                    Path.of(metrics.predictionFile()).getFileName() + "  " + dice(metrics.metrics().values().stream()));
        }
        terminal.line("global  " + dice(summary.global().values().stream()));
        terminal.line(target.toString());
        return ExitCode.OK;
    }

    private static CaseMetrics compare(Path prediction, Path reference, LabelMap labels) throws IOException {
        if (!Files.isRegularFile(reference)) {
            throw new BadInput(reference + " does not exist; expected the reference of " + prediction);
        }
        try {
            return CaseMetrics.of(
                    prediction.toString(), reference.toString(), label(prediction), label(reference), labels);
        } catch (NiftiException | IllegalArgumentException e) {
            throw new BadInput(e.getMessage(), e);
        }
    }

    private static LabelVolume label(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return NiftiReader.readLabel(in, file.toString());
        }
    }

    private static String dice(Stream<ConfusionCounts> counts) {
        return counts.map(DiceScore::of)
                .map(score -> score.isPresent() ? String.format(Locale.ROOT, "%.4f", score.getAsDouble()) : "-")
                .collect(Collectors.joining("  "));
    }
}

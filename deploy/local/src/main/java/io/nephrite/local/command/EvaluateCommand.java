package io.nephrite.local.command;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.layout.PredictionPairs;
import io.nephrite.core.dataset.layout.PredictionPairs.Pair;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.store.FolderObjectStore;
import io.nephrite.imaging.check.CaseChecker;
import io.nephrite.imaging.metric.CaseEvaluator;
import io.nephrite.imaging.metric.CaseMetrics;
import io.nephrite.imaging.metric.ConfusionCounts;
import io.nephrite.imaging.metric.DiceScore;
import io.nephrite.imaging.metric.EvaluationSummary;
import io.nephrite.imaging.read.CaseReader;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.local.client.BadInput;
import io.nephrite.local.machine.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "evaluate",
        description = "Compares label maps of two folders and writes nnU-Net's summary.json; needs no running system.")
final class EvaluateCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "PREDICTIONS", description = "Folder of predicted label maps.")
    Path predictions;

    @Parameters(
            index = "1",
            paramLabel = "REFERENCES",
            description = "Folder of reference label maps with the same names; each of them is scored.")
    Path references;

    @Option(names = "--dataset-json", paramLabel = "FILE", required = true, description = "Declares the labels.")
    Path datasetJson;

    @Option(names = "--out", paramLabel = "FILE", description = "Default: summary.json beside the predictions.")
    Path out;

    @Option(
            names = "--missing",
            paramLabel = "HOW",
            defaultValue = "leave-out",
            converter = MissingPredictions.Converter.class,
            description =
                    "A reference without prediction: leave-out (default) marks the means as incomplete, background"
                            + " scores it as if nothing had been found.")
    MissingPredictions missing;

    @Option(
            names = "--tolerance",
            paramLabel = "MM",
            defaultValue = "1",
            description = "Up to which a surface counts as right in the surface Dice, mm (default 1).")
    double toleranceMm;

    @Mixin
    StrictOption strictness = new StrictOption();

    private final CaseReader reader = new CaseReader(new FolderObjectStore(Path.of("")));

    @Override
    public Integer call() throws IOException {
        Terminal terminal = Terminals.standard();
        if (!(toleranceMm >= 0)) {
            throw new BadInput("--tolerance: found " + toleranceMm + ", expected 0 mm or more");
        }
        Description description = OfflineInput.description(datasetJson);
        LabelMap labels = description.labels();
        CaseChecker checker = new CaseChecker(description.channelNames(), labels);
        LeftOut leftOut = new LeftOut(terminal, strictness.strict);
        PredictionPairs found = pairs(terminal, leftOut);
        leftOut.tell(found.faults());
        leftOut.tell(missing == MissingPredictions.BACKGROUND ? List.of() : missing(found.pairs()));
        for (Pair pair : found.pairs()) {
            check(pair, checker, false, leftOut);
        }

        List<CaseMetrics> cases = new ArrayList<>();
        List<String> asBackground = new ArrayList<>();
        for (Pair pair : found.pairs()) {
            if (leftOut.contains(pair.caseId())) {
                continue;
            }
            check(pair, checker, true, leftOut);
            if (!leftOut.contains(pair.caseId())) {
                CaseMetrics metrics = compare(pair, new CaseEvaluator(labels, toleranceMm, Machine.cores()));
                cases.add(metrics);
                terminal.line(Path.of(pair.reference().key()).getFileName() + "  "
                        + dice(metrics.metrics().values().stream())
                        + (pair.prediction().isEmpty() ? "  no prediction, counted as background" : ""));
                if (pair.prediction().isEmpty()) {
                    asBackground.add(pair.caseId());
                }
            }
        }
        if (!cases.isEmpty()) {
            // a prediction too many is left out as well, but is missing in no mean
            SortedMap<String, String> gaps = new TreeMap<>(leftOut.reasons());
            gaps.keySet().retainAll(found.referenced());
            write(EvaluationSummary.of(cases).withGaps(gaps, asBackground), terminal);
            new MeasuredCases(labels, cases).tell(terminal);
        }
        return leftOut.conclude(cases.size(), "scored");
    }

    private PredictionPairs pairs(Terminal terminal, LeftOut leftOut) throws IOException {
        FilesOfFolder referenced = FilesOfFolder.of(references, Path::toString);
        FilesOfFolder predicted = FilesOfFolder.of(predictions, Path::toString);
        if (Files.isSameFile(predictions, references)) {
            throw new BadInput(predictions + " is the folder of the references too; expected two folders");
        }
        PredictionPairs pairs = PredictionPairs.of(referenced.files(), predicted.files());
        for (FilesOfFolder folder : List.of(referenced, predicted)) {
            folder.tellFolders(terminal);
            leftOut.tell(folder.faults());
        }
        if (!pairs.leftAlone().isEmpty()) {
            terminal.line("no label maps, left alone: " + OfflineInput.shortened(pairs.leftAlone()));
        }
        if (pairs.pairs().isEmpty()
                && pairs.faults().isEmpty()
                && referenced.faults().isEmpty()) {
            throw new BadInput(references + " holds no label map; expected one for each case"
                    + referenced
                            .inner()
                            .map(inner -> ", did you mean " + inner + "?")
                            .orElse(""));
        }
        return pairs;
    }

    private List<Fault> missing(List<Pair> pairs) {
        return pairs.stream()
                .filter(p -> p.prediction().isEmpty())
                .map(p -> Fault.of(FaultCode.PREDICTION_MISSING, "a reference and no prediction", "both")
                        .of(p.caseId())
                        .in(predictions
                                .resolve(Path.of(p.reference().key()).getFileName())
                                .toString()))
                .toList();
    }

    private static void check(Pair pair, CaseChecker checker, boolean voxels, LeftOut leftOut) {
        try {
            leftOut.tell(checker.checkPrediction(
                    pair.caseId(),
                    pair.reference(),
                    pair.prediction().orElse(pair.reference()),
                    new LabelFiles(),
                    voxels));
        } catch (UncheckedIOException e) {
            leftOut.add(
                    pair.caseId(),
                    pair.caseId() + ": " + e.getMessage() + " cannot be read: "
                            + e.getCause().getMessage() + "; check the file and the disk");
        }
    }

    /** @throws PipelineException where a file has changed since it was checked */
    private CaseMetrics compare(Pair pair, CaseEvaluator evaluator) {
        LabelVolume reference =
                reader.prediction(pair.caseId(), pair.reference().key());
        LabelVolume predicted = pair.prediction()
                .map(p -> reader.prediction(pair.caseId(), p.key()))
                .orElseGet(() -> new LabelVolume(
                        reference.voxels().allocate(reference.voxels().length()),
                        reference.shape(),
                        reference.spacing()));
        String name = pair.prediction()
                .map(StoredFile::key)
                .orElseGet(() -> predictions
                        .resolve(Path.of(pair.reference().key()).getFileName())
                        .toString());
        return evaluator.evaluate(name, pair.reference().key(), predicted, reference);
    }

    private void write(EvaluationSummary summary, Terminal terminal) throws IOException {
        Path target = out == null ? predictions.resolve("summary.json") : out;
        Files.write(target, summary.toNnunet());
        int scored = summary.cases().size();
        String gaps = summary.leftOut().isEmpty()
                ? ""
                : " (incomplete: " + scored + " of "
                        + (scored + summary.leftOut().size()) + " references)";
        terminal.line("global" + gaps + "  " + dice(summary.global().values().stream()));
        terminal.line(target.toString());
    }

    private static String dice(Stream<ConfusionCounts> counts) {
        return counts.map(DiceScore::of)
                .map(score -> score.isPresent() ? String.format(Locale.ROOT, "%.4f", score.getAsDouble()) : "-")
                .collect(Collectors.joining("  "));
    }
}

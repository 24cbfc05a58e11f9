package io.nephrite.local.command;

import io.nephrite.core.dataset.Milestone;
import io.nephrite.local.client.BadInput;
import io.nephrite.local.client.DatasetFolder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        description = "Takes a dataset folder through the whole pipeline on this machine. What is done is not done "
                + "again; after Ctrl-C the same command continues.")
final class RunCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "DATASET",
            description = "Folder with dataset.json (nnU-Net, Decathlon) or a KiTS19 checkout.")
    Path dataset;

    @Option(names = "--experiment", paramLabel = "FILE", description = "What differs from nnU-Net's defaults.")
    Path experiment;

    @Option(
            names = "--until",
            paramLabel = "STAGE",
            converter = MilestoneConverter.class,
            defaultValue = "report",
            description = "checked, fingerprint, plans, preprocessed, trained or report (default).")
    Milestone until;

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description = "Folder for the results (default: results/<dataset>).")
    Path results;

    @Mixin
    FormatOption export;

    @Option(names = "--yes", description = "Train without a GPU and without an experiment, whatever it costs.")
    boolean yes;

    @Mixin
    ReplaceOption replacement = new ReplaceOption();

    @Mixin
    SystemOptions system;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminals.standard();
        DatasetFolder folder = DatasetFolder.open(dataset);
        FolderNotes.show(folder, terminal);
        Optional<byte[]> document = Optional.empty();
        if (experiment != null) {
            document = Optional.of(PipelineRun.readExperiment(experiment));
        } else if (folder.files().containsKey("experiment.json")) {
            PipelineRun.readExperiment(folder.files().get("experiment.json"));
        }
        Path target = results == null ? Path.of("results", folder.name()) : results;
        Optional<IngestFindings> refusal = IngestFindings.ofDescription(folder);
        if (refusal.isPresent()) {
            refusal.get().show(terminal);
            refusal.get().save(target, terminal);
            throw new BadInput(refusal.get().verdict());
        }
        PipelineRun run =
                new PipelineRun(folder, document, until, export.format, target, yes, replacement.replace, terminal);
        run.execute(system);
        ReportText.print(target, terminal);
        TestVolumes.print(target, terminal);
        return ExitCode.OK;
    }
}

package io.nephrite.local.command;

import io.nephrite.core.dataset.Milestone;
import io.nephrite.imaging.export.ExportFormat;
import io.nephrite.imaging.phantom.DemoPhantom;
import io.nephrite.local.client.DatasetFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = "Makes a phantom dataset and takes it through the whole pipeline: minutes, no data needed.")
final class DemoCommand implements Callable<Integer> {
    private static final String NAME = "Task900_Phantom";

    @Option(names = "--experiment", paramLabel = "FILE", description = "In place of deploy/recipes/demo.json.")
    Path experiment;

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description = "Folder for the results (default: results/<dataset>).")
    Path results;

    @Mixin
    SystemOptions system;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminals.standard();
        Path recipe = experiment == null ? Session.home().resolve("deploy/recipes/demo.json") : experiment;
        byte[] document = PipelineRun.readExperiment(recipe);
        DatasetFolder folder = DatasetFolder.open(phantom(terminal));
        Path target = results == null ? Path.of("results", folder.name()) : results;
        PipelineRun run = new PipelineRun(
                folder, Optional.of(document), Milestone.REPORT, ExportFormat.NPY, target, true, false, terminal);
        run.execute(system);
        ReportText.print(target, terminal);
        TestVolumes.print(target, terminal);
        return ExitCode.OK;
    }

    /** The same bytes at every run; made once per data folder. */
    private Path phantom(Terminal terminal) throws IOException {
        Path folder = system.data.resolve("phantom").resolve(NAME);
        if (!Files.isRegularFile(folder.resolve("dataset.json"))) {
            terminal.line("making " + DemoPhantom.CASES + " phantom cases in " + folder);
            DemoPhantom.write(folder);
        }
        return folder;
    }
}

package io.nephrite.local.command;

import io.nephrite.core.dataset.Milestone;
import io.nephrite.imaging.export.ExportFormat;
import io.nephrite.imaging.phantom.PhantomDataset;
import io.nephrite.imaging.phantom.PhantomSize;
import io.nephrite.local.client.DatasetFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * What launcher and services do at every start, so that archives of the classes for that can be written: a tiny dataset
 * is run as far as the plans, and once more, when nothing is left to do.
 */
@Command(
        name = "prepare",
        hidden = true,
        description =
                "Runs a tiny dataset as far as the plans, twice. deploy/archives makes archives of classes with it.")
final class PrepareCommand implements Callable<Integer> {
    private static final String DATASET = "Task900_Tiny";
    private static final int CASES = 5;
    private static final long SEED = 1;

    /** A start waits for this, and goes on without archives then. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Parameters(paramLabel = "DIR", description = "An empty folder for dataset, system and results.")
    Path folder;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminals.standard();
        Thread patience = new Thread(PrepareCommand::endWhenOverdue, "patience");
        patience.setDaemon(true);
        patience.start();
        PhantomDataset.write(folder.resolve(DATASET), CASES, SEED, PhantomSize.TINY);
        SystemOptions system = new SystemOptions();
        system.data = folder.resolve("data");
        system.threads = 1;
        for (int round = 0; round < 2; round++) {
            DatasetFolder dataset = DatasetFolder.open(folder.resolve(DATASET));
            FolderNotes.show(dataset, terminal);
            new PipelineRun(
                            dataset,
                            Optional.empty(),
                            Milestone.PLANS,
                            ExportFormat.NPY,
                            folder.resolve("results"),
                            true,
                            false,
                            terminal)
                    .execute(system);
        }
        return ExitCode.OK;
    }

    /** The services end with this process. */
    private static void endWhenOverdue() {
        try {
            TimeUnit.MILLISECONDS.sleep(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        System.err.println("not done after " + PATIENCE.toMinutes() + " minutes; expected less than one");
        Runtime.getRuntime().halt(ExitCode.FAULT);
    }
}

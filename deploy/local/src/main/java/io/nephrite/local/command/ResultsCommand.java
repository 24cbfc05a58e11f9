package io.nephrite.local.command;

import io.nephrite.core.identity.VersionId;
import io.nephrite.local.client.BadInput;
import io.nephrite.local.client.ResultsDownload;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "results", description = "Fetches a dataset's results from a running system.")
final class ResultsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The dataset.")
    String name;

    @Option(names = "--to", paramLabel = "DIR", required = true, description = "Folder for the results.")
    Path to;

    @Option(names = "--dataset-version", paramLabel = "ID", description = "An older version (default: the newest).")
    String version;

    @Option(
            names = "--preprocessed",
            description = "The preprocessed cases too; always those of a run that ended with them.")
    boolean preprocessed;

    @Mixin
    FormatOption export;

    @Mixin
    RemoteOptions remote;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminals.standard();
        ResultsDownload download = new ResultsDownload(remote.client().results());
        VersionId chosen = version != null
                ? new VersionId(name, version)
                : download.currentVersion(name)
                        .orElseThrow(() -> new BadInput("there are no results of a dataset " + name
                                + "; `./nephrite status` lists the datasets"));
        int files = download.version(chosen, to);
        if (files == 0) {
            throw new BadInput("dataset " + name + " has no version " + chosen.version());
        }
        if (preprocessed || download.endsPreprocessed(chosen)) {
            terminal.line(download.preprocessed(chosen, to, export.format) + " preprocessed cases");
        }
        terminal.line(files + " files of version " + chosen.version() + " in " + to);
        return ExitCode.OK;
    }
}

package io.nephrite.local.command;

import io.nephrite.core.housekeeping.DatasetDeletion;
import io.nephrite.local.client.ServiceClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "delete",
        description = "Deletes a dataset of a running system: uploads, everything computed, images to predict and "
                + "predictions. Its jobs are stopped first. Nothing brings it back.")
final class DeleteCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DATASET", description = "Name of the dataset, as `status` shows it.")
    String dataset;

    @Option(names = "--models", description = "Also the models of the store that were trained on it.")
    boolean models;

    @Option(names = "--yes", description = "Delete without a question.")
    boolean yes;

    @Mixin
    RemoteOptions remote;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Terminal terminal = Terminals.standard();
        ServiceClient client = remote.statusClient();
        if (!yes && !isConfirmed(terminal)) {
            terminal.line("nothing is deleted: give the dataset's name as the answer, or --yes");
            return ExitCode.NOT_CONFIRMED;
        }
        DatasetDeletion deletion = client.delete(dataset, models);
        terminal.line(
                "the deletion of " + dataset + " is written down; the services do it, also when this command ends");
        while (!deletion.isEnded()) {
            terminal.block(List.of(state(deletion)));
            TimeUnit.SECONDS.sleep(1);
            deletion = client.deletion(dataset);
        }
        terminal.block(List.of());
        terminal.line("deleted " + amount(deletion));
        return ExitCode.OK;
    }

    private boolean isConfirmed(Terminal terminal) throws IOException {
        if (!terminal.isLive()) {
            return false;
        }
        terminal.line("This deletes " + dataset + " with its uploads" + (models ? " and its models" : "")
                + ". Type its name to go on:");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        return dataset.equals(in.readLine());
    }

    private static String state(DatasetDeletion deletion) {
        return deletion.areUploadsGone()
                ? "deleted " + amount(deletion) + "; waiting until no service writes anything of it any more"
                : "deleted " + amount(deletion) + "; stopping its jobs and deleting its uploads";
    }

    private static String amount(DatasetDeletion deletion) {
        return String.format(Locale.ROOT, "%d objects, %.1f MB", deletion.objects(), deletion.bytes() / 1e6);
    }
}

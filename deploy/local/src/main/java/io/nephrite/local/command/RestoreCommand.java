package io.nephrite.local.command;

import io.nephrite.local.client.Restore;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "restore", description = "Puts a backup into an empty system. What was done then is not done again.")
final class RestoreCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "Folder that `backup` has written.")
    Path folder;

    @Mixin
    RemoteOptions remote;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminals.standard();
        try (StoreAccess store = StoreAccess.open(remote)) {
            Restore.Outcome outcome = store.client().restore(folder).run();
            terminal.line(String.format(
                    Locale.ROOT, "%d objects, %.1f MB restored", outcome.objects(), outcome.bytes() / 1e6));
            outcome.renamed()
                    .forEach(key -> terminal.line("warning: the store gives " + key
                            + " another ETag than the old one did; its dataset is taken for a new version when it is"
                            + " uploaded or sealed again"));
        }
        return ExitCode.OK;
    }
}

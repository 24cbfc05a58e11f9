package io.nephrite.local.command;

import io.nephrite.local.client.Backup;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "backup",
        description = "Copies everything that a system has, uploads and results, into a folder. What the folder has "
                + "already is not copied again.")
final class BackupCommand implements Callable<Integer> {
    @Parameters(paramLabel = "DIR", description = "Folder of the backup; the same one each time.")
    Path folder;

    @Mixin
    RemoteOptions remote;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminals.standard();
        try (StoreAccess store = StoreAccess.open(remote)) {
            Backup.Outcome outcome = store.client().backup(folder).run();
            terminal.line(String.format(
                    Locale.ROOT,
                    "%d objects, %.1f MB in %s; %d of them, %.1f MB, are new or changed; %d that have gone are removed",
                    outcome.objects(),
                    outcome.bytes() / 1e6,
                    folder,
                    outcome.copied(),
                    outcome.copiedBytes() / 1e6,
                    outcome.removed()));
        }
        return ExitCode.OK;
    }
}

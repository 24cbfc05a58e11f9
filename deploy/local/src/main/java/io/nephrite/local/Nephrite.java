package io.nephrite.local;

import io.nephrite.local.command.NephriteCommand;
import io.nephrite.local.machine.LauncherLog;
import java.io.IOException;

/** The launcher's program. */
public final class Nephrite {
    private Nephrite() {}

    public static void main(String[] arguments) throws IOException {
        LauncherLog.begin();
        System.exit(NephriteCommand.execute(arguments));
    }
}

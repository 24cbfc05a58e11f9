package io.nephrite.local.command;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The standard output as a terminal. */
final class Terminals {
    private static final int USUAL_ROWS = 24;

    private Terminals() {}

    /** Live only where the script `nephrite` has seen that the output is a terminal, and of how many rows. */
    static Terminal standard() {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        return Boolean.getBoolean("nephrite.terminal")
                ? Terminal.live(out, Integer.getInteger("nephrite.rows", USUAL_ROWS))
                : Terminal.plain(out);
    }
}

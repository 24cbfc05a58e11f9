package io.nephrite.local.command;

import picocli.CommandLine.Option;

/** Whether a verb goes on without what cannot be used. */
final class StrictOption {
    @Option(
            names = "--strict",
            description =
                    "Stop at the first case or file that cannot be used (default: it is named and left out, the rest"
                            + " is worked on, and the exit code is 4).")
    boolean strict;
}

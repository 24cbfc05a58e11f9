package io.nephrite.local.command;

import picocli.CommandLine.Option;

/** Whether an upload may touch what it did not put. */
final class ReplaceOption {
    @Option(
            names = "--replace",
            description = "Let the folder take the place of a dataset of its name that others have uploaded.")
    boolean replace;
}

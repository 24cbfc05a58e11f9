package io.nephrite.local.command;

import io.nephrite.local.machine.Machine;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the embedded system keeps everything, and what it may use. */
final class SystemOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".nephrite",
            description = "Folder of the embedded system (default: ${DEFAULT-VALUE}).")
    Path data;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads for a service that computes (default: all cores).")
    Integer threads;

    int threads() {
        return threads == null ? Machine.cores() : Math.max(1, threads);
    }
}

package io.nephrite.local.command;

/** What the command line's exit status means. */
final class ExitCode {
    static final int OK = 0;
    /** A fault of this program or its surroundings. */
    static final int FAULT = 1;
    /** What the user gave cannot be worked with: arguments, dataset, experiment. */
    static final int BAD_INPUT = 2;
    /** Stopped before an expensive training that {@code --yes} would start. */
    static final int NOT_CONFIRMED = 3;
    /** Work failed for want of memory, or by a fault in a service. */
    static final int WORK_FAILED = 4;

    private ExitCode() {}
}

package io.nephrite.local.command;

import io.nephrite.core.failure.FailureCode;

/** What the command line's exit status means; {@code docs/exit-codes.md} tells users. */
final class ExitCode {
    static final int OK = 0;
    /** A fault of this program or its surroundings. */
    static final int FAULT = 1;
    /** What the user gave cannot be worked with: arguments, dataset, experiment, or every case. */
    static final int BAD_INPUT = 2;
    /** Stopped before something that {@code --yes} or {@code --replace} would do. */
    static final int NOT_CONFIRMED = 3;
    /**
     * Part of the work is not done: cases were left out, or it failed for lack of memory or by a fault in a service.
     */
    static final int WORK_FAILED = 4;

    private ExitCode() {}

    /** Of a verb that ends with a failure of that code. */
    static int of(FailureCode code) {
        return switch (code.kind()) {
            case BAD_INPUT -> BAD_INPUT;
            case RESOURCES -> WORK_FAILED;
            case TRANSIENT, DISK, BUG -> FAULT;
        };
    }
}

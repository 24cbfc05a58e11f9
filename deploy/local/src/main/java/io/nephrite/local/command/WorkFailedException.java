package io.nephrite.local.command;

/** The work on a dataset has ended without its result. */
final class WorkFailedException extends RuntimeException {
    private final int exitCode;

    WorkFailedException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}

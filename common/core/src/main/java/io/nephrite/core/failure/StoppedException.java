package io.nephrite.core.failure;

/** The process ends while work was waiting; the work is not done, and is neither lost nor at fault. */
public final class StoppedException extends RuntimeException {
    public StoppedException(String what) {
        super(what + " was waiting when the process was asked to end; it is done after the next start");
    }
}

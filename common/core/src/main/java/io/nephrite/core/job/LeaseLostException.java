package io.nephrite.core.job;

/** Somebody else owns the job by now: leave it, write nothing. */
public final class LeaseLostException extends RuntimeException {
    LeaseLostException(String jobId, int number) {
        super("job " + jobId + ": claim " + number + " is no longer the newest");
    }
}

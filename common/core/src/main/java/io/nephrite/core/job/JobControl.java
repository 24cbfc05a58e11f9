package io.nephrite.core.job;

/** A request of a user about a job: to pause or to cancel it. */
public enum JobControl {
    /** Stop after the running step, keep everything, and do not go on until resumed. */
    PAUSE,
    /** Stop and forget the job; what was written stays. */
    CANCEL
}

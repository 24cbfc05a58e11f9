package io.nephrite.core.job;

/** What people want of a job. */
public enum JobControl {
    /** Stop after the running step, keep everything, and do not go on until resumed. */
    PAUSE,
    /** Stop and forget the job; what was written stays. */
    CANCEL
}

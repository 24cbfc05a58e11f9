package io.nephrite.core.job;

/** What a running job is asked to do. */
public enum JobRequest {
    CONTINUE,
    /** Save what is needed to go on later, and return. */
    STOP,
    /** Return and write nothing more: somebody else owns the job, or nobody wants it. */
    ABANDON
}

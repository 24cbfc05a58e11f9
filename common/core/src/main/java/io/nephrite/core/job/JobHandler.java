package io.nephrite.core.job;

import io.nephrite.core.failure.PipelineException;

/** Does the work of one kind of job. Safe to repeat: outputs first, the marker last, and nothing where it exists. */
@FunctionalInterface
public interface JobHandler {
    /**
     * Runs a job until it ends or is asked to stop.
     *
     * @param lease asked often whether to go on, and before every write that others will see
     * @throws PipelineException as its code says
     */
    JobResult run(Job job, Lease lease);
}

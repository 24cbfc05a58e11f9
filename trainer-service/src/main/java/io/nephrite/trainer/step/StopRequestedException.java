package io.nephrite.trainer.step;

import io.nephrite.core.job.JobRequest;
import io.nephrite.core.job.Lease;

/** Leaves a prediction that is begun again another time. */
final class StopRequestedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StopRequestedException() {
        super("asked to stop", null, false, false);
    }

    /**
     * To be called between tiles: a large case takes minutes on a CPU, longer than a shutdown waits.
     *
     * @throws StopRequestedException where the job is not to go on
     */
    static void throwIfAsked(Lease lease) {
        if (lease.request() != JobRequest.CONTINUE) {
            throw new StopRequestedException();
        }
    }
}

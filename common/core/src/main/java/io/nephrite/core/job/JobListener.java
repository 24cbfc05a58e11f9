package io.nephrite.core.job;

import io.nephrite.core.event.Event;
import io.nephrite.core.failure.PipelineException;
import java.util.List;

/** Receives the outcome of each job. The job stays open while one of these throws, and is tried again. */
public interface JobListener {
    /** Publishes what follows from a finished job; returns when it is safe. */
    void finished(Job job, List<Event> events);

    /** The job has failed for good and is closed after this. */
    void failed(Job job, PipelineException failure);

    /** The job lacks room on a disk, and is tried again until there is room. */
    void waiting(Job job, PipelineException failure);

    /** A failure after which another attempt may succeed. */
    void retried(Job job, RuntimeException failure);
}

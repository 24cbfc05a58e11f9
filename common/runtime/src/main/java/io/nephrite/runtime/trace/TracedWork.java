package io.nephrite.runtime.trace;

import io.nephrite.core.event.Event;
import io.nephrite.core.event.VersionEvent;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.identity.Unit;
import io.nephrite.core.job.Job;
import java.util.Optional;

/**
 * A unit of work as a trace shows it.
 *
 * @param name of the span
 * @param version of the dataset; empty for what belongs to no version, such as the check of a case
 * @param eventId of the event that asks for the work
 * @param claim of a job, which every process counts alike; empty for a step
 */
public record TracedWork(String name, Unit unit, Optional<String> version, String eventId, Optional<Claim> claim) {
    /** @param number from 1 */
    record Claim(String jobId, int number) {}

    /** What a step does for an event. */
    public static TracedWork ofStep(Work work, Event cause) {
        return new TracedWork(
                work.label(), cause.unit(), version(cause), cause.header().eventId(), Optional.empty());
    }

    /**
     * The span of a job.
     *
     * @param number how often the job was begun, this time included
     */
    public static TracedWork ofJob(Job job, Event cause, int number) {
        return new TracedWork(
                job.work().label(),
                cause.unit(),
                version(cause),
                cause.header().eventId(),
                Optional.of(new Claim(job.id(), number)));
    }

    private static Optional<String> version(Event event) {
        if (event instanceof WorkFailed failed) {
            return failed.version();
        }
        return event instanceof VersionEvent of ? Optional.of(of.version()) : Optional.empty();
    }
}

package io.nephrite.core.pipeline;

import io.nephrite.core.event.Event;
import io.nephrite.core.event.Work;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import java.util.List;
import java.util.function.Function;

/**
 * One unit of work, asked for by an event. Decides what to read, write and emit; safe to repeat.
 *
 * @param <E> the event that asks for it
 */
public interface Step<E extends Event> {
    /** What it does: names it in failures, metrics and messages. */
    Work work();

    /**
     * Does the work that an event asks for.
     *
     * @return the events to publish, in order; empty where something is still missing
     * @throws PipelineException as {@link FailureCode} says
     */
    List<Event> handle(E event);

    /**
     * Makes a step of a function.
     *
     * @param handler as {@link #handle} says
     */
    static <E extends Event> Step<E> of(Work work, Function<E, List<Event>> handler) {
        return new Step<>() {
            @Override
            public Work work() {
                return work;
            }

            @Override
            public List<Event> handle(E event) {
                return handler.apply(event);
            }
        };
    }
}

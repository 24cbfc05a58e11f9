package io.nephrite.planner.step;

import io.nephrite.core.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What is still missing before work can go on, so that an event costs the same however large the dataset is. The store
 * is the truth: this memory is built from a listing, may be lost at any time, and is built again from time to time,
 * since events may have gone to another process in between. No cache in the usual sense: an event changes what is
 * known, and what has been released must not be forgotten by age. Thread-safe.
 */
final class FanIn {
    private static final int UNITS_KEPT = 256;

    /** Long beside a listing of ten thousand cases, short beside what a person waits for an explanation. */
    private static final Duration LISTING_KEPT = Duration.ofSeconds(30);

    private final Clock clock;

    private final Map<String, Awaited> units = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Awaited> eldest) {
            return size() > UNITS_KEPT;
        }
    };

    FanIn(Clock clock) {
        this.clock = clock;
    }

    /** Whether it is known already what the unit lacks. */
    synchronized boolean knows(String unit) {
        return units.containsKey(unit);
    }

    /** Forgets a unit, so that the next event looks again. */
    synchronized void forget(String unit) {
        units.remove(unit);
    }

    /**
     * Takes note of objects and says whether the work may go on by this event: when nothing is missing and no other
     * event has released it. The same event, delivered again, releases again.
     *
     * @param arrived keys of the objects that the event tells of, or that are not waited for any more
     * @param missing lists the store: keys that are not there yet
     */
    synchronized boolean complete(String unit, Event cause, Collection<String> arrived, Supplier<Set<String>> missing) {
        Awaited known = units.get(unit);
        if (known != null) {
            arrived.forEach(known.missing::remove);
        }
        if (known == null || known.isOutOfDate(clock.instant())) {
            known = new Awaited(missing.get(), clock.instant());
            units.put(unit, known);
            arrived.forEach(known.missing::remove);
        }
        return known.missing.isEmpty()
                && known.releasedBy.map(cause.header().eventId()::equals).orElse(true);
    }

    /** From now on only this event releases the unit. */
    synchronized void released(String unit, Event cause) {
        Awaited known = units.get(unit);
        if (known != null) {
            known.releasedBy = Optional.of(cause.header().eventId());
        }
    }

    private static final class Awaited {
        private final Set<String> missing;
        private final Instant listed;
        private Optional<String> releasedBy = Optional.empty();

        Awaited(Set<String> missing, Instant listed) {
            this.missing = missing;
            this.listed = listed;
        }

        boolean isOutOfDate(Instant now) {
            return !missing.isEmpty() && listed.plus(LISTING_KEPT).isBefore(now);
        }
    }
}

package io.nephrite.eval.status;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Union of the intervals in which something was worked on. */
final class BusyTime {
    private final TreeMap<Instant, Instant> intervals = new TreeMap<>();

    void add(Instant begun, Instant ended) {
        Instant from = begun;
        Instant to = ended.isBefore(begun) ? begun : ended;
        Map.Entry<Instant, Instant> before = intervals.floorEntry(from);
        if (before != null && !before.getValue().isBefore(from)) {
            from = before.getKey();
            to = later(to, before.getValue());
        }
        Map.Entry<Instant, Instant> next = intervals.ceilingEntry(from);
        while (next != null && !next.getKey().isAfter(to)) {
            to = later(to, next.getValue());
            intervals.remove(next.getKey());
            next = intervals.ceilingEntry(from);
        }
        intervals.put(from, to);
    }

    /** Part of the time from the first beginning to the last end in which nothing was worked on, 0 to 1. */
    double idleShare() {
        if (intervals.isEmpty()) {
            return 0;
        }
        double whole = seconds(intervals.firstKey(), intervals.lastEntry().getValue());
        return whole <= 0 ? 0 : 1 - seconds() / whole;
    }

    /** In which something was worked on. */
    double seconds() {
        return intervals.entrySet().stream()
                .mapToDouble(e -> seconds(e.getKey(), e.getValue()))
                .sum();
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }
}

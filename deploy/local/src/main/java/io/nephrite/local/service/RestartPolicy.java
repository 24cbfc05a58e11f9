package io.nephrite.local.service;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** When a service that has died is started again: at once at first, then ever later, and not for ever. */
final class RestartPolicy {
    private static final Duration WINDOW = Duration.ofMinutes(2);
    private static final int MOST_DEATHS = 6;
    private static final Duration FIRST_DELAY = Duration.ofMillis(200);

    /** So short that the deaths of a service that cannot start all fall into the window. */
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);

    private final Deque<Instant> deaths = new ArrayDeque<>();

    /** Time to wait before the next start; empty to give up. */
    Optional<Duration> afterDeath(Instant now) {
        deaths.addLast(now);
        while (deaths.getFirst().isBefore(now.minus(WINDOW))) {
            deaths.removeFirst();
        }
        if (deaths.size() > MOST_DEATHS) {
            return Optional.empty();
        }
        Duration delay = FIRST_DELAY.multipliedBy(1L << (2 * (deaths.size() - 1)));
        return Optional.of(delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY);
    }
}

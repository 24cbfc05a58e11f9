package io.nephrite.runtime.health;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts: each about twice as long as the one before, up to a minute, and each shortened by up to half
 * at random, so that those who wait for the same thing do not all ask at once. Not thread-safe.
 */
final class Backoff {
    private static final long FIRST_MILLIS = 250;
    private static final long LONGEST_MILLIS = 60_000;

    private final RandomGenerator random;
    private long millis = FIRST_MILLIS;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /**
     * @param attempt how long the attempt took that has just failed; after one that took longer than the pause would,
     *     the pauses begin again: what failed had worked for a while
     */
    Duration next(Duration attempt) {
        if (attempt.toMillis() > millis) {
            millis = FIRST_MILLIS;
        }
        long pause = millis / 2 + random.nextLong(millis / 2 + 1);
        millis = Math.min(2 * millis, LONGEST_MILLIS);
        return Duration.ofMillis(pause);
    }
}

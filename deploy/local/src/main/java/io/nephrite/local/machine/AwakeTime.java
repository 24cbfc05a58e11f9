package io.nephrite.local.machine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Time that passes only while this process runs. A laptop that sleeps, or a process that is stopped, misses the rest:
 * whoever waits for an answer must not take that for silence. Not thread-safe.
 */
public final class AwakeTime {
    private final Clock clock;
    private final Duration longestStep;
    private Instant last;
    private Duration passed = Duration.ZERO;

    /**
     * Starts to measure.
     *
     * @param longestStep time that may lie between two calls of {@link #passed} while the process runs
     */
    public AwakeTime(Clock clock, Duration longestStep) {
        this.clock = clock;
        this.longestStep = longestStep;
        this.last = clock.instant();
    }

    /** Since the beginning. What lies between two calls counts for the longest step at most. */
    public Duration passed() {
        Instant now = clock.instant();
        Duration step = Duration.between(last, now);
        last = now;
        if (!step.isNegative()) {
            passed = passed.plus(step.compareTo(longestStep) < 0 ? step : longestStep);
        }
        return passed;
    }
}

package io.nephrite.local.command;

import io.nephrite.local.machine.AwakeTime;
import java.time.Clock;
import java.time.Duration;

/**
 * Measures how long a system has not answered while this process was awake. Once a minute it says so, with the error
 * that came instead of an answer. Not thread-safe.
 */
final class Silence {
    /**
     * A machine that sleeps, or a launcher that is stopped, answers again when it goes on, minutes later; one that
     * never does is known by its end (see {@link Session#defeat}), or ended by the user.
     */
    static final Duration OF_THIS_MACHINE = Duration.ofMinutes(30);

    /** Of an address that a user has given, and may have mistyped; longer than a service needs to start again. */
    static final Duration OF_AN_ADDRESS = Duration.ofMinutes(2);

    /** More than the longest wait for one answer. */
    private static final Duration LONGEST_STEP = Duration.ofSeconds(40);

    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private final AwakeTime time;
    private final Duration longest;
    private final Terminal terminal;
    private Duration answered;
    private Duration told;

    /** @param longest silence that is waited for */
    Silence(Clock clock, Duration longest, Terminal terminal) {
        this.time = new AwakeTime(clock, LONGEST_STEP);
        this.longest = longest;
        this.terminal = terminal;
        this.answered = time.passed();
        this.told = answered;
    }

    /** Awake time since the beginning. */
    Duration passed() {
        return time.passed();
    }

    /** An answer has come. */
    void end() {
        answered = time.passed();
        told = answered;
    }

    /**
     * No answer has come.
     *
     * @param instead what came
     * @return whether it has lasted too long
     */
    boolean isTooLong(Exception instead) {
        Duration now = time.passed();
        if (now.minus(told).compareTo(BETWEEN_LINES) >= 0) {
            told = now;
            terminal.line("no answer for " + now.minus(answered).toSeconds() + " s (" + instead.getMessage()
                    + "); still waiting, Ctrl-C ends this command");
        }
        return now.minus(answered).compareTo(longest) > 0;
    }
}

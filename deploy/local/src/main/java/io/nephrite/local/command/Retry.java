package io.nephrite.local.command;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.local.client.RefusedException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Repeats work that may be repeated, while a part of the system does not answer: a service that is being started again,
 * a store that wakes up with the machine.
 */
final class Retry {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Supplier<Optional<String>> defeat;
    private final Duration longest;
    private final Terminal terminal;
    private final Clock clock;
    private final Pause pause;

    /** Attempt that talks to the system. */
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws IOException, InterruptedException;
    }

    /** Waits; a test does not. */
    @FunctionalInterface
    interface Pause {
        void sleep(Duration duration) throws InterruptedException;
    }

    /**
     * @param defeat why the system cannot go on; empty while it can
     * @param longest silence that is waited for, see {@link Silence}
     * @param terminal prints that it waits
     */
    Retry(Supplier<Optional<String>> defeat, Duration longest, Terminal terminal) {
        this(defeat, longest, terminal, Clock.systemUTC(), d -> TimeUnit.MILLISECONDS.sleep(d.toMillis()));
    }

    Retry(Supplier<Optional<String>> defeat, Duration longest, Terminal terminal, Clock clock, Pause pause) {
        this.defeat = defeat;
        this.longest = longest;
        this.terminal = terminal;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * @param work safe to repeat
     * @throws WorkFailedException where the system cannot go on
     * @throws IOException of the last attempt, where the silence lasts too long
     */
    <T> T during(Attempt<T> work) throws IOException, InterruptedException {
        Silence silence = new Silence(clock, longest, terminal);
        while (true) {
            Exception instead;
            try {
                return work.run();
            } catch (IOException | PipelineException e) {
                if (isForGood(e)) {
                    throw e;
                }
                instead = e;
            }
            defeat.get().ifPresent(why -> {
                throw new WorkFailedException(ExitCode.FAULT, why);
            });
            if (silence.isTooLong(instead)) {
                throw instead instanceof IOException io ? io : new IOException(instead.getMessage(), instead);
            }
            pause.sleep(INTERVAL);
        }
    }

    /** Whether the same would come of it again: an answer that refuses, or a failure of another kind than an outage. */
    static boolean isForGood(Exception e) {
        if (e instanceof PipelineException failure) {
            return failure.code().kind() != FailureCode.Kind.TRANSIENT;
        }
        return e instanceof RefusedException;
    }
}

package io.nephrite.runtime.health;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.Patience;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.failure.StoppedException;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Records what this process waits for: a store or broker that does not answer, or a full disk. Says so once a
 * minute, whoever and however many wait, and once more when it is over. Whoever gets through wakes the others.
 * Thread-safe.
 */
@ApplicationScoped
public class Outages implements Patience {
    private static final Logger LOG = Logger.getLogger(Outages.class);
    private static final Duration LINE_INTERVAL = Duration.ofMinutes(1);

    private final Clock clock;
    private final Pause pause;
    private final Consumer<String> warning;
    private final Consumer<String> news;
    private final Supplier<? extends RandomGenerator> random;
    private final Set<Wait> waiting = new LinkedHashSet<>();
    private final Map<FailureCode, Instant> lastLine = new EnumMap<>(FailureCode.class);
    private boolean stopping;

    /** Waits; a test does not. */
    @FunctionalInterface
    interface Pause {
        /** Returns after the duration, or earlier when the latch is open. */
        void await(CountDownLatch woken, Duration duration) throws InterruptedException;
    }

    @Inject
    public Outages(Clock clock) {
        this(
                clock,
                (woken, duration) -> woken.await(duration.toMillis(), TimeUnit.MILLISECONDS),
                // as parameters: what is in a line comes from outside, and ConsoleFilter looks at parameters
                line -> LOG.warnf("%s", line),
                line -> LOG.infof("%s", line),
                ThreadLocalRandom::current);
    }

    /** @param random shortens the pauses; asked again by each thread that waits */
    Outages(
            Clock clock,
            Pause pause,
            Consumer<String> warning,
            Consumer<String> news,
            Supplier<? extends RandomGenerator> random) {
        this.clock = clock;
        this.pause = pause;
        this.warning = warning;
        this.news = news;
        this.random = random;
    }

    @Override
    public <T> T untilDone(String what, Supplier<T> work) {
        Backoff backoff = new Backoff(random.get());
        try (Wait wait = new Wait(what)) {
            while (true) {
                Instant begun = clock.instant();
                try {
                    T result = work.get();
                    wait.succeeded();
                    return result;
                } catch (PipelineException e) {
                    if (!e.code().kind().isWaitedFor()) {
                        throw e;
                    }
                    wait.failed(e);
                    wait.pause(backoff.next(Duration.between(begun, clock.instant())));
                }
            }
        }
    }

    @Override
    public synchronized void note(PipelineException failure) {
        if (isDue(failure.code())) {
            warning.accept(failure.code() + ": " + failure.getMessage());
        }
    }

    /** Something to wait for, in the caller's own way. */
    public Wait begin(String what) {
        return new Wait(what);
    }

    /** What is waited for now, the longest first. */
    public synchronized List<Awaited> awaited() {
        return waiting.stream()
                .map(w -> new Awaited(w.what, w.failure.code(), String.valueOf(w.failure.getMessage()), w.since))
                .toList();
    }

    /**
     * A unit of work that waits.
     *
     * @param what waits: a unit of work
     * @param code what is away
     */
    public record Awaited(String what, FailureCode code, String message, Instant since) {}

    // before the threads that wait are joined
    synchronized void onStop(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent event) {
        stopping = true;
        waiting.forEach(w -> w.woken.countDown());
    }

    private boolean isDue(FailureCode code) {
        Instant now = clock.instant();
        Instant last = lastLine.get(code);
        if (last != null && Duration.between(last, now).compareTo(LINE_INTERVAL) < 0) {
            return false;
        }
        lastLine.put(code, now);
        return true;
    }

    /** One unit of work that waits, or may have to. Closed when it waits no longer. Not thread-safe. */
    public final class Wait implements AutoCloseable {
        private final String what;
        private PipelineException failure;
        private Instant since;
        private volatile CountDownLatch woken = new CountDownLatch(1);

        private Wait(String what) {
            this.what = what;
        }

        /**
         * Records that a call failed and its work waits.
         *
         * @throws StoppedException where the process is about to end
         */
        public void failed(PipelineException e) {
            synchronized (Outages.this) {
                if (stopping) {
                    throw new StoppedException(what);
                }
                failure = e;
                woken = new CountDownLatch(1);
                if (waiting.add(this)) {
                    since = clock.instant();
                }
                if (isDue(e.code())) {
                    long others = waiting.stream()
                                    .filter(w -> w.failure.code() == e.code())
                                    .count()
                            - 1;
                    warning.accept("%s waits since %s%s, %s: %s"
                            .formatted(
                                    what,
                                    since,
                                    others == 0 ? "" : " with " + others + " others",
                                    e.code(),
                                    e.getMessage()));
                }
            }
        }

        /**
         * Waits before the next attempt.
         *
         * @throws StoppedException where the process is about to end
         */
        public void pause(Duration duration) {
            try {
                pause.await(woken, duration);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoppedException(what);
            }
        }

        /** What was away is back: the others that wait for it need not sleep any longer. */
        public void succeeded() {
            synchronized (Outages.this) {
                if (waiting.remove(this)) {
                    FailureCode code = failure.code();
                    List<Wait> same = waiting.stream()
                            .filter(w -> w.failure.code() == code)
                            .toList();
                    same.forEach(w -> w.woken.countDown());
                    if (same.isEmpty()) {
                        news.accept("%s continues after %d s without what it needed (%s)"
                                .formatted(
                                        what,
                                        Duration.between(since, clock.instant()).toSeconds(),
                                        code));
                    }
                }
            }
        }

        @Override
        public void close() {
            synchronized (Outages.this) {
                waiting.remove(this);
            }
        }
    }
}

package io.nephrite.runtime.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.Step;
import io.nephrite.runtime.health.HeapLiveness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The one place that decodes an event, calls its step, publishes what follows and waits for the broker. When it
 * returns, the record may be acknowledged: outputs and events are safe. When it throws, the record belongs into the
 * dead-letter topic. Blocks, so listeners are {@code @Blocking}:
 *
 * <pre>{@code
 * @ApplicationScoped
 * class CaseListener {
 *     @Incoming("fingerprint-requested")
 *     @Blocking(ordered = false)           // fan-out: any order; leave it out where a fan-in needs one event at a time
 *     void fingerprintRequested(byte[] body) {
 *         runner.run(FingerprintRequested.class, body, fingerprintCase);
 *     }
 * }
 * }</pre>
 *
 * with, in application.properties, only what the channel does not share with all others (topic = channel name,
 * consumer group = service name):
 *
 * <pre>{@code
 * mp.messaging.incoming.fingerprint-requested.connector=smallrye-kafka
 * mp.messaging.incoming.fingerprint-requested.dead-letter-queue.topic=fingerprint-requested.dlq
 * }</pre>
 *
 * What happens to a failure, {@link FailureCode.Kind} alone decides: bad input and lack of memory are reported as
 * {@link WorkFailed} and acknowledged, and after an exhausted heap the process is started afresh; a transient one is
 * repeated a few times; that and any bug end, reported too, in the dead-letter topic.
 */
@ApplicationScoped
public class StepRunner {
    private static final Logger LOG = Logger.getLogger(StepRunner.class);

    /** Together about half a minute: a store or broker that restarts is waited for. */
    private static final int ATTEMPTS = 8;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    private final EventPublisher publisher;
    private final MeterRegistry meters;
    private final Clock clock;
    private final HeapLiveness heap;
    private final Pause pause;

    @Inject
    public StepRunner(EventPublisher publisher, MeterRegistry meters, Clock clock, HeapLiveness heap) {
        this(publisher, meters, clock, heap, d -> TimeUnit.MILLISECONDS.sleep(d.toMillis()));
    }

    StepRunner(EventPublisher publisher, MeterRegistry meters, Clock clock, HeapLiveness heap, Pause pause) {
        this.publisher = publisher;
        this.meters = meters;
        this.clock = clock;
        this.heap = heap;
        this.pause = pause;
    }

    /**
     * @param body the event's JSON
     * @param step what the event asks for; named in metrics and failures by its class
     */
    public <E extends Event> void run(Class<E> type, byte[] body, Step<? super E> step) {
        E event;
        try {
            event = decode(type, body);
        } catch (PipelineException e) {
            countFailure(nameOf(step), e.code());
            throw e;
        }
        run(event, step);
    }

    /** The same for an event that is at hand, such as the cause of a job. */
    public <E extends Event> void run(E event, Step<? super E> step) {
        String name = nameOf(step);
        EventContext context = EventContext.of(event);
        WorkStart.during(
                clock.instant(),
                () -> context.logged(() -> {
                    Timer.Sample timer = Timer.start(meters);
                    String outcome = "failed";
                    try {
                        repeatWhileTransient(name, () -> publisher.publish(step.handle(event)));
                        outcome = "done";
                    } catch (PipelineException e) {
                        fail(event, context, name, e);
                    } catch (OutOfMemoryError e) {
                        fail(event, context, name, outOfMemory(context, e));
                    } catch (RuntimeException | StackOverflowError e) {
                        fail(event, context, name, bug(context, e));
                    } finally {
                        timer.stop(meters.timer("nephrite.step", "step", name, "outcome", outcome));
                    }
                }));
    }

    /**
     * Reports the failure of a unit of work that ran outside {@link #run}, such as a job.
     *
     * @param stage what failed
     */
    public void report(Event cause, String stage, PipelineException failure) {
        EventContext context = EventContext.of(cause);
        context.logged(() -> report(cause, context, stage, failure));
    }

    private static <E extends Event> E decode(Class<E> type, byte[] body) {
        E event;
        try {
            event = Json.read(body, type);
        } catch (IllegalArgumentException e) {
            throw new PipelineException(FailureCode.MALFORMED_EVENT, e.getMessage(), e);
        }
        if (event == null || event.header() == null || event.dataset() == null) {
            throw new PipelineException(
                    FailureCode.MALFORMED_EVENT, "a " + type.getSimpleName() + " needs header and dataset");
        }
        return event;
    }

    private void repeatWhileTransient(String name, Runnable work) {
        for (int attempt = 1; ; attempt++) {
            try {
                work.run();
                return;
            } catch (PipelineException e) {
                if (e.code().kind() != FailureCode.Kind.TRANSIENT || attempt == ATTEMPTS) {
                    throw e;
                }
                LOG.warnf("%s, attempt %d of %d: %s", name, attempt, ATTEMPTS, e.getMessage());
                sleep(FIRST_PAUSE.multipliedBy(1L << (attempt - 1)));
            }
        }
    }

    private void sleep(Duration duration) {
        try {
            pause.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipelineException(FailureCode.STORE_UNAVAILABLE, "stopped while waiting to try again", e);
        }
    }

    private void fail(Event event, EventContext context, String step, PipelineException failure) {
        switch (failure.code().kind()) {
            case BAD_INPUT, RESOURCES -> report(event, context, step, failure);
            case TRANSIENT, BUG -> {
                LOG.errorf(failure, "%s of %s goes to the dead letters", step, context.subject());
                try {
                    report(event, context, step, failure);
                } catch (PipelineException unreported) {
                    failure.addSuppressed(unreported);
                }
                throw failure;
            }
        }
    }

    private void report(Event cause, EventContext context, String stage, PipelineException failure) {
        LOG.warnf("%s of %s failed: %s %s", stage, context.subject(), failure.code(), failure.getMessage());
        countFailure(stage, failure.code());
        WorkFailed event = new WorkFailed(
                EventHeader.following(
                        cause, "work-failed", stage, failure.code().name()),
                context.dataset(),
                context.version(),
                stage,
                context.subject(),
                failure.code(),
                failure.getMessage());
        repeatWhileTransient(stage, () -> publisher.publish(List.of(event)));
        if (failure.getCause() instanceof OutOfMemoryError) {
            heap.exhausted();
        }
    }

    private void countFailure(String stage, FailureCode code) {
        meters.counter("nephrite.work.failed", "step", stage, "code", code.name())
                .increment();
    }

    private static PipelineException outOfMemory(EventContext context, OutOfMemoryError e) {
        return new PipelineException(
                FailureCode.OUT_OF_MEMORY,
                context.subject() + ": heap exhausted at "
                        + (Runtime.getRuntime().maxMemory() >> 20)
                        + " MiB; give the process more memory (-Xmx) or less work at a time",
                e);
    }

    private static PipelineException bug(EventContext context, Throwable e) {
        return new PipelineException(FailureCode.BUG, context.subject() + ": " + e, e);
    }

    private static String nameOf(Step<?> step) {
        return step.getClass().getSimpleName().replaceFirst("Step$", "");
    }

    /** Waits; a test does not. */
    @FunctionalInterface
    interface Pause {
        void sleep(Duration duration) throws InterruptedException;
    }
}

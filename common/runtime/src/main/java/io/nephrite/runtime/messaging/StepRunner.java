package io.nephrite.runtime.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.EventReader;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.Patience;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.failure.StoppedException;
import io.nephrite.core.pipeline.Step;
import io.nephrite.runtime.health.HeapLiveness;
import io.nephrite.runtime.health.ProcessEnd;
import io.nephrite.runtime.trace.TraceParent;
import io.nephrite.runtime.trace.TraceScope;
import io.nephrite.runtime.trace.TracedWork;
import io.nephrite.runtime.trace.Tracing;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
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
 *     void fingerprintRequested(byte[] body, Optional<TraceParent> asker) {
 *         runner.run(FingerprintRequested.class, body, asker, fingerprintCase);
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
 * {@link WorkFailed} and acknowledged, and after an exhausted heap the process is started afresh; what is transient is
 * repeated without end, and a full disk too, after one report; a bug ends, reported too, in the dead-letter topic. What
 * fails at a {@link WorkFailed} is never reported as another one, which would fail in the same way: it ends in the
 * dead-letter topic, whatever it is.
 */
@ApplicationScoped
public class StepRunner {
    private static final Logger LOG = Logger.getLogger(StepRunner.class);

    private final EventPublisher publisher;
    private final MeterRegistry meters;
    private final Clock clock;
    private final HeapLiveness heap;
    private final Patience patience;
    private final Tracing tracing;

    public StepRunner(
            EventPublisher publisher,
            MeterRegistry meters,
            Clock clock,
            HeapLiveness heap,
            Patience patience,
            Tracing tracing) {
        this.publisher = publisher;
        this.meters = meters;
        this.clock = clock;
        this.heap = heap;
        this.patience = patience;
        this.tracing = tracing;
    }

    /**
     * Runs a step for one record.
     *
     * @param body the event's JSON
     * @param asker the span to which the event belongs; empty where the record names none
     * @param step what the event asks for
     */
    public <E extends Event> void run(Class<E> type, byte[] body, Optional<TraceParent> asker, Step<? super E> step) {
        E event;
        try {
            event = decode(type, body);
        } catch (PipelineException e) {
            LOG.warnf("a record goes to the dead letters: %s", e.getMessage());
            countFailure(step.work(), e.code());
            throw e;
        }
        run(event, asker, step);
    }

    /** Does the same for an event that was read already. */
    <E extends Event> void run(E event, Optional<TraceParent> asker, Step<? super E> step) {
        Work work = step.work();
        EventContext context = EventContext.of(event);
        WorkStart.during(
                clock.instant(),
                () -> TraceScope.during(() -> context.logged(() -> {
                    Timer.Sample timer = Timer.start(meters);
                    String outcome = "failed";
                    try {
                        requireTime(work, context);
                        AtomicBoolean reported = new AtomicBoolean();
                        patience.untilDone(
                                work.label() + " of " + context.subject(),
                                () -> handle(event, asker, step, failure -> {
                                    if (!reported.getAndSet(true)) {
                                        report(event, context, work, failure);
                                    }
                                }));
                        outcome = "done";
                    } catch (StoppedException e) {
                        outcome = "stopped";
                        throw e;
                    } catch (PipelineException e) {
                        requireTime(work, context);
                        fail(event, context, work, e);
                    } catch (OutOfMemoryError e) {
                        fail(event, context, work, outOfMemory(context, e));
                    } catch (RuntimeException | StackOverflowError e) {
                        requireTime(work, context);
                        fail(event, context, work, bug(context, e));
                    } finally {
                        timer.stop(meters.timer("nephrite.step", "step", work.label(), "outcome", outcome));
                    }
                })));
    }

    /** @throws StoppedException where the process ends: a failure is not the work's fault then, and work comes again */
    private static void requireTime(Work work, EventContext context) {
        if (ProcessEnd.hasBegun()) {
            throw new StoppedException(work.label() + " of " + context.subject());
        }
    }

    /**
     * Reports the failure of a unit of work that ran outside {@link #run}, such as a job.
     *
     * @param work what failed
     */
    public void report(Event cause, Work work, PipelineException failure) {
        EventContext context = EventContext.of(cause);
        context.logged(() -> report(cause, context, work, failure));
    }

    private static <E extends Event> E decode(Class<E> type, byte[] body) {
        try {
            return EventReader.read(body, type);
        } catch (IllegalArgumentException e) {
            throw new PipelineException(FailureCode.MALFORMED_EVENT, FileNames.printable(e.getMessage()), e);
        }
    }

    /** @param noRoom hears of a disk that lacks room, before that is waited for */
    private <E extends Event> void handle(
            E event, Optional<TraceParent> asker, Step<? super E> step, Consumer<PipelineException> noRoom) {
        try {
            tracing.during(TracedWork.ofStep(step.work(), event), asker, done -> "done", () -> {
                LOG.debugf("%s begins", step.work().label());
                publisher.publish(step.handle(event));
                return step;
            });
        } catch (PipelineException e) {
            if (e.code().kind() == FailureCode.Kind.DISK && !(event instanceof WorkFailed)) {
                noRoom.accept(e);
            }
            throw e;
        }
    }

    private void fail(Event event, EventContext context, Work work, PipelineException failure) {
        if (event instanceof WorkFailed) {
            LOG.errorf(failure, "%s of %s goes to the dead letters", work.label(), context.subject());
            countFailure(work, failure.code());
            throw failure;
        }
        report(event, context, work, failure);
        if (failure.code().kind() == FailureCode.Kind.BUG) {
            LOG.errorf(failure, "%s of %s goes to the dead letters", work.label(), context.subject());
            throw failure;
        }
    }

    private void report(Event cause, EventContext context, Work work, PipelineException failure) {
        LOG.warnf("%s of %s failed: %s %s", work.label(), context.subject(), failure.code(), failure.getMessage());
        countFailure(work, failure.code());
        WorkFailed event = WorkFailed.of(
                EventHeader.following(
                        cause, "work-failed", work.stage(), failure.code().name()),
                context.version(),
                work,
                context.unit(),
                failure.code(),
                failure.getMessage());
        patience.untilDone(
                "the report of " + work.label() + " of " + context.subject(), () -> publisher.publish(event));
        if (failure.getCause() instanceof OutOfMemoryError) {
            heap.exhausted();
        }
    }

    private void countFailure(Work work, FailureCode code) {
        meters.counter("nephrite.work.failed", "step", work.label(), "code", code.name())
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
}

package io.nephrite.runtime.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nephrite.core.event.CaseFingerprinted;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.EventHeader;
import io.nephrite.core.event.FingerprintRequested;
import io.nephrite.core.event.Work;
import io.nephrite.core.event.WorkFailed;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.failure.StoppedException;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.Step;
import io.nephrite.runtime.health.HeapLiveness;
import io.nephrite.runtime.health.ProcessEnd;
import io.nephrite.runtime.trace.Tracing;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.NoPause;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.Test;

class StepRunnerTest {
    private static final FingerprintRequested CAUSE = EventExamples.of(FingerprintRequested.class);

    private final List<Event> published = new ArrayList<>();
    private final NoPause patience = new NoPause();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final HeapLiveness heap = new HeapLiveness();
    private final StepRunner runner =
            new StepRunner(published::addAll, meters, Clock.systemUTC(), heap, patience, Tracing.OFF);

    @Test
    void publishesWhatTheStepReturns() {
        Event next = EventExamples.of(CaseFingerprinted.class);
        runner.run(FingerprintRequested.class, Json.bytes(CAUSE), Optional.empty(), step(event -> {
            assertThat(event).isEqualTo(CAUSE);
            return List.of(next);
        }));
        assertThat(published).containsExactly(next);
    }

    @Test
    void putsDatasetCaseAndCorrelationIntoTheLog() {
        runner.run(CAUSE, Optional.empty(), step(event -> {
            assertThat(MDC.get("dataset")).isEqualTo(EventExamples.DATASET);
            assertThat(MDC.get("case")).isEqualTo(EventExamples.CASE);
            assertThat(MDC.get("correlation")).isEqualTo(CAUSE.header().correlationId());
            return List.of();
        }));
        assertThat(MDC.get("dataset")).isNull();
    }

    @Test
    void reportsBadInputAndAcknowledges() {
        runner.run(CAUSE, Optional.empty(), failing(new PipelineException(FailureCode.INVALID_CASE, "NaN at voxel 7")));
        assertThat(published).singleElement().isInstanceOfSatisfying(WorkFailed.class, f -> {
            assertThat(f.subject()).isEqualTo(EventExamples.CASE);
            assertThat(f.version()).contains(EventExamples.VERSION);
            assertThat(f.code()).isEqualTo(FailureCode.INVALID_CASE);
            assertThat(f.message()).isEqualTo("NaN at voxel 7");
            assertThat(f.header().causationId()).isEqualTo(CAUSE.header().eventId());
        });
        assertThat(patience.failures()).isEmpty();
    }

    @Test
    void reportsAnExhaustedHeapAsLackOfResourcesAndIsNotLiveAnyMore() {
        assertThat(heap.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        runner.run(CAUSE, Optional.empty(), step(event -> {
            throw new OutOfMemoryError("Java heap space");
        }));
        assertThat(published)
                .singleElement()
                .isInstanceOfSatisfying(
                        WorkFailed.class, f -> assertThat(f.code()).isEqualTo(FailureCode.OUT_OF_MEMORY));
        assertThat(heap.call().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
    }

    @Test
    void staysLiveWhenWorkIsRefusedForItsForeseenSize() {
        runner.run(
                CAUSE,
                Optional.empty(),
                failing(new PipelineException(FailureCode.OUT_OF_MEMORY, "needs 5.1 GiB, has 4 GiB")));
        assertThat(heap.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
    }

    @Test
    void repeatsWhatIsTransientWithoutEndAndReportsNothing() {
        AtomicInteger calls = new AtomicInteger();
        runner.run(CAUSE, Optional.empty(), step(event -> {
            if (calls.incrementAndGet() <= 1000) {
                throw new PipelineException(FailureCode.STORE_UNAVAILABLE, "connection refused");
            }
            return List.of();
        }));
        assertThat(patience.failures()).hasSize(1000);
        assertThat(published).isEmpty();
    }

    @Test
    void reportsADiskWithoutRoomOnceAndGoesOnWhenThereIsRoom() {
        AtomicInteger calls = new AtomicInteger();
        Event next = EventExamples.of(CaseFingerprinted.class);
        runner.run(CAUSE, Optional.empty(), step(event -> {
            if (calls.incrementAndGet() <= 3) {
                throw new PipelineException(FailureCode.DISK_UNAVAILABLE, "scratch: " + calls + " bytes free");
            }
            return List.of(next);
        }));
        assertThat(published).hasSize(2).last().isEqualTo(next);
        assertThat(published.get(0)).isInstanceOfSatisfying(WorkFailed.class, f -> {
            assertThat(f.code()).isEqualTo(FailureCode.DISK_UNAVAILABLE);
            assertThat(f.endsCaseIn(Work.FINGERPRINT_CASE)).isFalse();
        });
    }

    @Test
    void leavesARecordAloneWhenTheProcessEndsWhileItWaits() {
        assertThatThrownBy(() -> runner.run(CAUSE, Optional.empty(), failing(new StoppedException("the work"))))
                .isInstanceOf(StoppedException.class);
        assertThat(published).isEmpty();
    }

    @Test
    void leavesARecordAloneWhoseWorkFailsBecauseTheProcessEnds() {
        ProcessEnd end = new ProcessEnd();
        try {
            assertThatThrownBy(() -> runner.run(CAUSE, Optional.empty(), step(event -> {
                        end.onStop(new ShutdownEvent());
                        throw new IllegalStateException("no container is running");
                    })))
                    .isInstanceOf(StoppedException.class);
            assertThatThrownBy(() -> runner.run(CAUSE, Optional.empty(), step(event -> {
                        throw new AssertionError("work was begun");
                    })))
                    .isInstanceOf(StoppedException.class);
        } finally {
            end.onStart(new StartupEvent());
        }
        assertThat(published).isEmpty();
    }

    @Test
    void neverReportsAFailureOfWhatRecordsFailures() {
        WorkFailed failed = EventExamples.of(WorkFailed.class);
        for (RuntimeException failure : List.of(
                new IllegalStateException("impossible"),
                new PipelineException(FailureCode.INVALID_DATASET, "no such dataset"),
                new PipelineException(FailureCode.OUT_OF_MEMORY, "heap"))) {
            assertThatThrownBy(() -> runner.run(failed, Optional.empty(), failing(failure)))
                    .isInstanceOf(PipelineException.class);
        }
        assertThat(published).isEmpty();
    }

    @Test
    void repeatsTheStepWhenTheBrokerDoesNotTakeItsEvents() {
        AtomicInteger sends = new AtomicInteger();
        StepRunner flaky = new StepRunner(
                events -> {
                    if (sends.incrementAndGet() == 1) {
                        throw new PipelineException(FailureCode.BROKER_UNAVAILABLE, "no leader");
                    }
                    published.addAll(events);
                },
                meters,
                Clock.systemUTC(),
                heap,
                patience,
                Tracing.OFF);
        flaky.run(CAUSE, Optional.empty(), step(event -> List.of(EventExamples.of(CaseFingerprinted.class))));
        assertThat(published).hasSize(1);
    }

    @Test
    void sendsABugToTheDeadLettersAtOnceAndReportsIt() {
        assertThatThrownBy(() -> runner.run(CAUSE, Optional.empty(), failing(new IllegalStateException("impossible"))))
                .hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(patience.failures()).isEmpty();
        assertThat(published)
                .singleElement()
                .isInstanceOfSatisfying(
                        WorkFailed.class, f -> assertThat(f.code()).isEqualTo(FailureCode.BUG));
    }

    @Test
    void sendsWhatItCannotReadToTheDeadLetters() {
        for (String body : List.of("{", "null", "{}", "[1]")) {
            assertThatThrownBy(() -> runner.run(
                            FingerprintRequested.class, body.getBytes(UTF_8), Optional.empty(), step(e -> List.of())))
                    .isInstanceOfSatisfying(
                            PipelineException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.MALFORMED_EVENT));
        }
        assertThat(published).isEmpty();
        assertThat(meters.get("nephrite.work.failed")
                        .tag("code", "MALFORMED_EVENT")
                        .counters())
                .extracting(Counter::count)
                .satisfies(counts ->
                        assertThat(counts.stream().mapToDouble(d -> d).sum()).isEqualTo(4));
    }

    @Test
    void countsWhatIsDoneAndWhatFails() {
        Step<Event> step = step(event -> List.of());
        runner.run(CAUSE, Optional.empty(), step);
        runner.run(CAUSE, Optional.empty(), step);
        runner.run(CAUSE, Optional.empty(), failing(new PipelineException(FailureCode.INVALID_CASE, "bad")));

        assertThat(meters.get("nephrite.step").tag("outcome", "done").timer().count())
                .isEqualTo(2);
        assertThat(meters.get("nephrite.step").tag("outcome", "failed").timer().count())
                .isEqualTo(1);
        assertThat(meters.get("nephrite.work.failed")
                        .tag("code", "INVALID_CASE")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void givesRepeatedFailuresOneId() {
        Step<Event> step = failing(new PipelineException(FailureCode.INVALID_CASE, "bad"));
        runner.run(CAUSE, Optional.empty(), step);
        runner.run(CAUSE, Optional.empty(), step);
        assertThat(published)
                .extracting(Event::header)
                .extracting(EventHeader::eventId)
                .hasSize(2)
                .containsOnly(published.get(0).header().eventId());
    }

    private static Step<Event> failing(RuntimeException failure) {
        return step(event -> {
            throw failure;
        });
    }

    private static Step<Event> step(Function<Event, List<Event>> handling) {
        return new Step<>() {
            @Override
            public Work work() {
                return Work.FINGERPRINT_CASE;
            }

            @Override
            public List<Event> handle(Event event) {
                return handling.apply(event);
            }
        };
    }
}

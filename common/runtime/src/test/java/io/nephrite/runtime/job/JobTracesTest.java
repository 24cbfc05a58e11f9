package io.nephrite.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nephrite.core.event.FoldTrained;
import io.nephrite.core.event.TrainingRequested;
import io.nephrite.core.job.Job;
import io.nephrite.core.job.JobHandler;
import io.nephrite.core.job.JobQueue;
import io.nephrite.core.job.JobResult;
import io.nephrite.core.job.JobWorker;
import io.nephrite.core.job.TrainerJobs;
import io.nephrite.core.job.WorkerId;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.runtime.health.HeapLiveness;
import io.nephrite.runtime.messaging.EventPublisher;
import io.nephrite.runtime.messaging.StepRunner;
import io.nephrite.runtime.trace.TraceParent;
import io.nephrite.runtime.trace.TraceScope;
import io.nephrite.runtime.trace.TracesInMemory;
import io.nephrite.runtime.trace.Tracing;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.NoPause;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A job that one worker lets go and another ends. */
class JobTracesTest {
    private static final TrainingRequested CAUSE = EventExamples.of(TrainingRequested.class);
    private static final Job JOB = Job.of("training-0123.a", 1, CAUSE);

    private final TracesInMemory traces = new TracesInMemory();
    private final ObjectStore store = new InMemoryObjectStore();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final NoPause patience = new NoPause();
    private final List<Optional<TraceParent>> published = new ArrayList<>();

    @Test
    void linksATakeoverToTheFirstAttemptWhicheverProcessMadeIt() {
        TraceScope.during(() -> {
            traces.process().sealed(CAUSE.versionId(), () -> Optional.of(Instant.now()));
            worker("one", (j, lease) -> JobResult.stopped())
                    .submit(JOB.askedForBy(TraceScope.newest().orElseThrow().text()));
        });
        run(worker("one", (j, lease) -> JobResult.stopped()));
        run(worker("two", (j, lease) -> JobResult.stopped()));
        run(worker("three", (j, lease) -> JobResult.finished(List.of(EventExamples.of(FoldTrained.class)))));

        SpanData upload = traces.span("upload");
        List<SpanData> spans = traces.spans().subList(1, traces.spans().size());
        assertThat(spans)
                .hasSize(3)
                .allSatisfy(span -> assertThat(span.getParentSpanContext())
                        .extracting(parent -> parent.getTraceId(), parent -> parent.getSpanId())
                        .containsExactly(upload.getTraceId(), upload.getSpanId()));
        assertThat(spans).extracting(SpanData::getSpanId).doesNotHaveDuplicates();
        assertThat(TracesInMemory.links(spans.get(1))).contains(spans.get(0).getSpanId());
        assertThat(TracesInMemory.links(spans.get(2)))
                .contains(spans.get(0).getSpanId(), spans.get(1).getSpanId());
        assertThat(published)
                .as("the events that follow")
                .containsExactly(Optional.of(
                        new TraceParent(spans.get(2).getTraceId(), spans.get(2).getSpanId(), true)));
    }

    @Test
    void countsHowOftenAJobIsTakenAgain() {
        worker("one", (j, lease) -> JobResult.stopped()).submit(JOB);
        run(worker("one", (j, lease) -> JobResult.stopped()));
        run(worker("two", (j, lease) -> JobResult.stopped()));
        run(worker("one", (j, lease) -> JobResult.stopped()));

        assertThat(taken("first")).isEqualTo(1);
        assertThat(taken("again")).isEqualTo(2);
    }

    private double taken(String attempt) {
        return meters.counter("nephrite.jobs.taken", "step", JOB.work().label(), "attempt", attempt)
                .count();
    }

    private void run(JobWorker worker) {
        TraceScope.during(() -> {
            worker.sweep();
            assertThat(worker.runNext()).isTrue();
        });
    }

    private JobWorker worker(String name, JobHandler handler) {
        EventPublisher publisher = events -> published.add(TraceScope.newest());
        Tracing tracing = traces.process();
        StepRunner runner = new StepRunner(
                publisher, new SimpleMeterRegistry(), Clock.systemUTC(), new HeapLiveness(), patience, tracing);
        return new JobWorker(
                new JobQueue(store, TrainerJobs.QUEUE, Duration.ofMinutes(1), System::nanoTime),
                new WorkerId(name, name),
                Map.of(JOB.topic(), new ObservedHandler(handler, meters, tracing)),
                new PublishingJobListener(publisher, runner, patience),
                3,
                patience,
                dataset -> Optional.empty());
    }
}

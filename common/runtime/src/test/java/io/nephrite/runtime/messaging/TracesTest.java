package io.nephrite.runtime.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nephrite.core.event.CaseFingerprinted;
import io.nephrite.core.event.DatasetSealed;
import io.nephrite.core.event.Event;
import io.nephrite.core.event.FingerprintRequested;
import io.nephrite.core.event.Work;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.Step;
import io.nephrite.runtime.health.HeapLiveness;
import io.nephrite.runtime.trace.TraceParent;
import io.nephrite.runtime.trace.TraceScope;
import io.nephrite.runtime.trace.TracesInMemory;
import io.nephrite.runtime.trace.Tracing;
import io.nephrite.testkit.EventExamples;
import io.nephrite.testkit.NoPause;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.logging.json.runtime.JsonFormatter;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.MDC;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;

/** Services as processes have them: each with spans of its own, which records of Kafka and one collector connect. */
class TracesTest {
    private static final DatasetSealed SEALED = EventExamples.of(DatasetSealed.class);
    private static final FingerprintRequested REQUESTED = EventExamples.of(FingerprintRequested.class);

    private final TracesInMemory traces = new TracesInMemory();
    private final List<Message<byte[]>> topic = new ArrayList<>();
    private final NoPause patience = new NoPause();

    @Test
    void tellsOneTraceOfAVersionInTheOrderOfTheWork() {
        seal(traces.process());
        receive(service(), DatasetSealed.class, step(Work.PLAN_EXPERIMENT, e -> List.of(REQUESTED)));
        receive(
                service(),
                FingerprintRequested.class,
                step(Work.FINGERPRINT_CASE, e -> List.of(EventExamples.of(CaseFingerprinted.class))));
        receive(service(), CaseFingerprinted.class, step(Work.RELEASE_TRAINING, e -> List.of()));

        assertThat(traceIds()).hasSize(1);
        SpanData upload = traces.span("upload");
        SpanData plan = traces.span(Work.PLAN_EXPERIMENT.label());
        SpanData fingerprint = traces.span(Work.FINGERPRINT_CASE.label());
        assertThat(upload.getParentSpanContext().isValid()).isFalse();
        assertThat(plan.getParentSpanId()).isEqualTo(upload.getSpanId());
        assertThat(fingerprint.getParentSpanId()).isEqualTo(plan.getSpanId());
        assertThat(traces.span(Work.RELEASE_TRAINING.label()).getParentSpanId()).isEqualTo(fingerprint.getSpanId());
        assertThat(fingerprint.getAttributes().asMap())
                .containsEntry(AttributeKey.stringKey("nephrite.dataset"), EventExamples.DATASET)
                .containsEntry(AttributeKey.stringKey("nephrite.version"), EventExamples.VERSION)
                .containsEntry(AttributeKey.stringKey("nephrite.case"), EventExamples.CASE)
                .containsEntry(AttributeKey.stringKey("nephrite.outcome"), "done");
    }

    @Test
    void tellsHowLongTheUploadTook() {
        seal(traces.process());

        SpanData upload = traces.span("upload");
        assertThat(Duration.ofNanos(upload.getEndEpochNanos() - upload.getStartEpochNanos()))
                .isGreaterThan(Duration.ofMinutes(9));
    }

    /** As after a replay of a dead letter of an older build, or of work that a sweep asks for. */
    @Test
    void addsWhatNobodyAskedForToTheTraceOfItsVersion() {
        seal(traces.process());
        service().run(REQUESTED, Optional.empty(), step(Work.FINGERPRINT_CASE, e -> List.of()));

        assertThat(traces.span(Work.FINGERPRINT_CASE.label()).getParentSpanContext())
                .extracting(parent -> parent.getTraceId(), parent -> parent.getSpanId())
                .containsExactly(
                        traces.span("upload").getTraceId(),
                        traces.span("upload").getSpanId());
    }

    @Test
    void linksEveryRepetitionToTheFirstAttempt() {
        AtomicInteger attempts = new AtomicInteger();
        service().run(REQUESTED, Optional.empty(), step(Work.FINGERPRINT_CASE, e -> {
            if (attempts.incrementAndGet() < 3) {
                throw new PipelineException(FailureCode.STORE_UNAVAILABLE, "connection refused");
            }
            return List.of(EventExamples.of(CaseFingerprinted.class));
        }));

        List<SpanData> spans = traces.spans();
        assertThat(spans).hasSize(3);
        assertThat(traceIds()).hasSize(1);
        String first = spans.get(0).getSpanId();
        assertThat(TracesInMemory.links(spans.get(0))).isEmpty();
        assertThat(TracesInMemory.links(spans.get(1))).containsExactly(first);
        assertThat(TracesInMemory.links(spans.get(2))).containsExactly(first);
        assertThat(spans.get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(spans.get(2).getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(asker(topic.get(0)))
                .map(TraceParent::spanId)
                .contains(spans.get(2).getSpanId());
    }

    @Test
    void tellsTheCodeOfAFailureAndNotItsText() {
        service().run(REQUESTED, Optional.empty(), step(Work.FINGERPRINT_CASE, e -> {
            throw new PipelineException(FailureCode.INVALID_CASE, "the patient's name");
        }));

        SpanData span = traces.span(Work.FINGERPRINT_CASE.label());
        assertThat(span.getAttributes().get(AttributeKey.stringKey("error.type")))
                .isEqualTo("INVALID_CASE");
        assertThat(span.toString()).doesNotContain("patient");
        assertThat(asker(topic.get(0)))
                .as("the report of the failure")
                .map(TraceParent::spanId)
                .contains(span.getSpanId());
        assertThat(Json.tree(topic.get(0).getPayload()).path("code").asText()).isEqualTo("INVALID_CASE");
    }

    @Test
    void tellsABugAsAFailedSpan() {
        StepRunner runner = service();
        Step<Event> broken = step(Work.FINGERPRINT_CASE, e -> {
            throw new IllegalStateException("impossible");
        });

        assertThatThrownBy(() -> runner.run(REQUESTED, Optional.empty(), broken))
                .isInstanceOf(PipelineException.class);
        assertThat(traces.span(Work.FINGERPRINT_CASE.label()).getStatus().getStatusCode())
                .isEqualTo(StatusCode.ERROR);
        assertThat(TraceScope.newest()).isEmpty();
    }

    @Test
    void separatesNephritesOfOneCollector() {
        seal(traces.process("lab1-"));
        seal(traces.process("lab2-"));

        assertThat(traceIds()).hasSize(2);
    }

    /** The ids of the log are those of the spans, in a line as the services write it. */
    @Test
    void putsTheIdsIntoLinesOfJson() {
        List<JsonNode> lines = new ArrayList<>();
        seal(traces.process());
        receive(service(), DatasetSealed.class, step(Work.PLAN_EXPERIMENT, e -> {
            lines.add(line("planning"));
            return List.of();
        }));

        SpanData plan = traces.span(Work.PLAN_EXPERIMENT.label());
        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.path("message").asText()).isEqualTo("planning");
            assertThat(line.path("mdc").path("traceId").asText()).isEqualTo(plan.getTraceId());
            assertThat(line.path("mdc").path("spanId").asText()).isEqualTo(plan.getSpanId());
            assertThat(line.path("mdc").path("dataset").asText()).isEqualTo(EventExamples.DATASET);
        });
        assertThat(line("later").path("mdc").has("traceId")).isFalse();
    }

    @Test
    void saysNothingInRecordsWhereThereAreNoTraces() {
        new StepRunner(
                        events -> events.forEach(this::send),
                        new SimpleMeterRegistry(),
                        Clock.systemUTC(),
                        new HeapLiveness(),
                        patience,
                        Tracing.OFF)
                .run(REQUESTED, Optional.empty(), step(Work.FINGERPRINT_CASE, e -> List.of(SEALED)));

        assertThat(asker(topic.get(0))).isEmpty();
    }

    private void seal(Tracing ingest) {
        TraceScope.during(() -> {
            ingest.sealed(SEALED.versionId(), () -> Optional.of(Instant.now().minus(Duration.ofMinutes(10))));
            send(SEALED);
        });
    }

    private StepRunner service() {
        return new StepRunner(
                events -> events.forEach(this::send),
                new SimpleMeterRegistry(),
                Clock.systemUTC(),
                new HeapLiveness(),
                patience,
                traces.process());
    }

    /** The newest record, as a listener gets it. */
    private <E extends Event> void receive(StepRunner runner, Class<E> type, Step<? super E> step) {
        Message<byte[]> record = topic.get(topic.size() - 1);
        runner.run(type, record.getPayload(), asker(record), step);
    }

    private static Optional<TraceParent> asker(Message<?> record) {
        return TraceHeaders.withAsker(record).getMetadata(TraceParent.class);
    }

    private void send(Event event) {
        byte[] value = Json.bytes(event);
        Headers headers = CloudEventHeaders.of(event, "some-service", Instant.EPOCH);
        topic.add(Message.of(value)
                .addMetadata(new IncomingKafkaRecordMetadata<>(
                        new ConsumerRecord<>(
                                event.topic().topicName(),
                                0,
                                0,
                                0,
                                TimestampType.CREATE_TIME,
                                0,
                                value.length,
                                event.partitionKey(),
                                value,
                                headers,
                                Optional.empty()),
                        event.topic().topicName())));
    }

    private static JsonNode line(String message) {
        ExtLogRecord record = new ExtLogRecord(Level.INFO, message, TracesTest.class.getName());
        Map<String, String> context = new TreeMap<>();
        MDC.getMap().forEach((name, value) -> context.put(name, value.toString()));
        record.setMdc(context);
        return Json.tree(new JsonFormatter().format(record).getBytes(StandardCharsets.UTF_8));
    }

    private Set<String> traceIds() {
        return traces.spans().stream().map(SpanData::getTraceId).collect(Collectors.toSet());
    }

    private static Step<Event> step(Work work, Function<Event, List<Event>> handle) {
        return Step.of(work, handle);
    }
}

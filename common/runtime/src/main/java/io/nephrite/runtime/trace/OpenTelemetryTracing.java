package io.nephrite.runtime.trace;

import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.failure.StoppedException;
import io.nephrite.core.identity.VersionId;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Spans of OpenTelemetry. The first span of a version's trace, its upload, has an id that follows from the version like
 * the trace's own, so that whatever nobody in the trace asked for hangs below it. A repetition links to the first
 * attempt: of a job by the number of its claim, whichever process made it; of a step where this process made it. What
 * belongs to no version, such as checks of cases, is in one trace for each dataset. Spans carry names and codes, never
 * texts of messages or files.
 */
final class OpenTelemetryTracing implements Tracing {
    private static final String UPLOAD = "upload";
    private static final AttributeKey<String> DATASET = AttributeKey.stringKey("nephrite.dataset");
    private static final AttributeKey<String> VERSION = AttributeKey.stringKey("nephrite.version");
    private static final AttributeKey<String> CASE = AttributeKey.stringKey("nephrite.case");
    private static final AttributeKey<String> CONFIGURATION = AttributeKey.stringKey("nephrite.configuration");
    private static final AttributeKey<String> FOLD = AttributeKey.stringKey("nephrite.fold");
    private static final AttributeKey<String> EVENT = AttributeKey.stringKey("nephrite.event");
    private static final AttributeKey<String> JOB = AttributeKey.stringKey("nephrite.job");
    private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("nephrite.attempt");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("nephrite.outcome");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private static final int ATTEMPTS_KEPT = 10_000;
    private static final long SECONDS_TO_CLOSE = 5;

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final ChosenIds ids;
    private final String prefix;

    /** The first attempts of steps in this process, and how many followed; the oldest are forgotten. */
    private final Map<String, Attempts> steps = new LinkedHashMap<>();

    private record Attempts(SpanContext first, int number) {}

    /** @param prefix of this Nephrite's names, since others may have the same datasets */
    OpenTelemetryTracing(SdkTracerProvider provider, ChosenIds ids, String prefix) {
        this.provider = provider;
        this.tracer = provider.get("io.nephrite");
        this.ids = ids;
        this.prefix = prefix;
    }

    @Override
    public <T> T during(TracedWork work, Optional<TraceParent> asker, Function<T, String> outcome, Supplier<T> body) {
        Span span = begin(work, asker);
        TraceScope.enter(parent(span.getSpanContext()));
        try {
            T result = body.get();
            span.setAttribute(OUTCOME, outcome.apply(result));
            return result;
        } catch (StoppedException e) {
            span.setAttribute(OUTCOME, "stopped");
            throw e;
        } catch (RuntimeException | Error e) {
            span.setAttribute(OUTCOME, "failed");
            span.setAttribute(
                    ERROR,
                    e instanceof PipelineException known
                            ? known.code().name()
                            : e.getClass().getName());
            span.setStatus(StatusCode.ERROR);
            throw e;
        } finally {
            span.end();
        }
    }

    @Override
    public void sealed(VersionId version, Supplier<Optional<Instant>> uploadBegun) {
        SpanContext first = first(version.dataset(), Optional.of(version.version()));
        TraceScope.enter(parent(first));
        uploadBegun.get().ifPresent(begun -> tellUpload(version, first, begun));
    }

    private void tellUpload(VersionId version, SpanContext first, Instant begun) {
        ids.with(
                        first.getTraceId(),
                        first.getSpanId(),
                        () -> tracer.spanBuilder(UPLOAD)
                                .setNoParent()
                                .setStartTimestamp(begun)
                                .setAttribute(DATASET, FileNames.printable(version.dataset()))
                                .setAttribute(VERSION, version.version())
                                .addLink(first(version.dataset(), Optional.empty()))
                                .startSpan())
                .end();
    }

    @Override
    public void close() {
        provider.shutdown().join(SECONDS_TO_CLOSE, TimeUnit.SECONDS);
    }

    private Span begin(TracedWork work, Optional<TraceParent> asker) {
        SpanContext first = first(work.unit().dataset(), work.version());
        SpanBuilder builder = tracer.spanBuilder(work.name()).setSpanKind(SpanKind.CONSUMER);
        Optional<SpanContext> above = asker.map(OpenTelemetryTracing::context);
        if (above.filter(a -> a.getTraceId().equals(first.getTraceId())).isPresent()) {
            builder.setParent(below(above.get()));
        } else {
            // what belongs to no version has no first span
            above.ifPresent(builder::addLink);
            builder.setParent(work.version().isPresent() ? below(first) : Context.root());
        }
        describe(builder, work);
        return work.claim()
                .map(claim -> beginJob(builder, claim, first))
                .orElseGet(() -> beginStep(builder, work, first.getTraceId()));
    }

    private Span beginJob(SpanBuilder builder, TracedWork.Claim claim, SpanContext first) {
        builder.setAttribute(JOB, claim.jobId()).setAttribute(ATTEMPT, claim.number());
        if (claim.number() > 1) {
            builder.addLink(with(first, spanId(claim.jobId(), 1)));
        }
        if (claim.number() > 2) {
            builder.addLink(with(first, spanId(claim.jobId(), claim.number() - 1)));
        }
        return ids.with(first.getTraceId(), spanId(claim.jobId(), claim.number()), builder::startSpan);
    }

    private static String spanId(String jobId, int number) {
        return TraceParent.spanIdOf("job", jobId, Integer.toString(number));
    }

    private Span beginStep(SpanBuilder builder, TracedWork work, String traceId) {
        String step = work.name() + "/" + work.eventId();
        synchronized (steps) {
            Attempts before = steps.remove(step);
            if (before != null) {
                builder.addLink(before.first());
            }
            int number = before == null ? 1 : before.number() + 1;
            Span span = ids.with(traceId, null, builder.setAttribute(ATTEMPT, number)::startSpan);
            steps.put(step, new Attempts(before == null ? span.getSpanContext() : before.first(), number));
            if (steps.size() > ATTEMPTS_KEPT) {
                steps.remove(steps.keySet().iterator().next());
            }
            return span;
        }
    }

    private static void describe(SpanBuilder builder, TracedWork work) {
        builder.setAttribute(DATASET, FileNames.printable(work.unit().dataset()))
                .setAttribute(EVENT, work.eventId());
        work.version().ifPresent(version -> builder.setAttribute(VERSION, version));
        work.unit().caseId().ifPresent(id -> builder.setAttribute(CASE, FileNames.printable(id)));
        work.unit()
                .foldId()
                .ifPresent(fold -> builder.setAttribute(CONFIGURATION, fold.configuration())
                        .setAttribute(FOLD, fold.fold()));
    }

    /** The first span of a version, or what names the trace of all that belongs to none of a dataset's versions. */
    private SpanContext first(String dataset, Optional<String> version) {
        String[] names = {prefix, dataset, version.orElse("")};
        String traceId = TraceParent.traceIdOf(names);
        boolean isSampled = provider.getSampler()
                        .shouldSample(Context.root(), traceId, UPLOAD, SpanKind.INTERNAL, Attributes.empty(), List.of())
                        .getDecision()
                == SamplingDecision.RECORD_AND_SAMPLE;
        return context(new TraceParent(traceId, TraceParent.spanIdOf(names), isSampled));
    }

    private static Context below(SpanContext span) {
        return Context.root().with(Span.wrap(span));
    }

    private static SpanContext with(SpanContext trace, String spanId) {
        return context(new TraceParent(trace.getTraceId(), spanId, trace.isSampled()));
    }

    private static SpanContext context(TraceParent span) {
        return SpanContext.createFromRemoteParent(
                span.traceId(),
                span.spanId(),
                span.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                TraceState.getDefault());
    }

    private static TraceParent parent(SpanContext span) {
        return new TraceParent(span.getTraceId(), span.getSpanId(), span.isSampled());
    }
}

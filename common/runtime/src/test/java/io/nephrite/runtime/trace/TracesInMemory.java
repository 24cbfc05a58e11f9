package io.nephrite.runtime.trace;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;

/** What a collector gets of several processes. */
public final class TracesInMemory {
    private final InMemorySpanExporter collector = InMemorySpanExporter.create();

    /** A process of a Nephrite whose names begin with the prefix. */
    public Tracing process(String prefix) {
        ChosenIds ids = new ChosenIds();
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(collector))
                .setIdGenerator(ids)
                .build();
        return new OpenTelemetryTracing(provider, ids, prefix);
    }

    public Tracing process() {
        return process("");
    }

    /** Spans that have ended, in this order. */
    public List<SpanData> spans() {
        return collector.getFinishedSpanItems();
    }

    /** The one span of a name. */
    public SpanData span(String name) {
        List<SpanData> found =
                spans().stream().filter(span -> span.getName().equals(name)).toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " spans of name " + name + " among " + spans());
        }
        return found.get(0);
    }

    /** Ids of the spans to which one links. */
    public static List<String> links(SpanData span) {
        return span.getLinks().stream()
                .map(LinkData::getSpanContext)
                .map(context -> context.getSpanId())
                .toList();
    }
}

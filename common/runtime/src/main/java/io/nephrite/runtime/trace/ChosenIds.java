package io.nephrite.runtime.trace;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;

/** Gives a span the ids that were chosen for it, and random ones where none were. */
final class ChosenIds implements IdGenerator {
    private final IdGenerator random = IdGenerator.random();
    private final ThreadLocal<String> trace = new ThreadLocal<>();
    private final ThreadLocal<String> span = new ThreadLocal<>();

    /** @param spanId of the one span that {@code begin} begins; a random one where it is null */
    <T> T with(String traceId, String spanId, Supplier<T> begin) {
        trace.set(traceId);
        span.set(spanId);
        try {
            return begin.get();
        } finally {
            trace.remove();
            span.remove();
        }
    }

    @Override
    public String generateTraceId() {
        return chosen(trace, random.generateTraceId());
    }

    @Override
    public String generateSpanId() {
        return chosen(span, random.generateSpanId());
    }

    private static String chosen(ThreadLocal<String> id, String otherwise) {
        String chosen = id.get();
        return chosen == null ? otherwise : chosen;
    }
}

package io.nephrite.runtime.trace;

import java.util.Optional;
import org.jboss.logging.MDC;

/**
 * The newest span of what this thread does. It stays the newest when it has ended, until the scope ends: events that
 * follow from the work, and reports of its failure, are published then and belong to it.
 */
public final class TraceScope {
    /** Names of OpenTelemetry's ids in the log, as Quarkus' own extension has them. */
    static final String TRACE_ID = "traceId";

    static final String SPAN_ID = "spanId";

    private static final ThreadLocal<TraceParent> NEWEST = new ThreadLocal<>();

    private TraceScope() {}

    /** Runs the work; spans that it begins are forgotten at its end, and the one from before is the newest again. */
    public static void during(Runnable work) {
        TraceParent before = NEWEST.get();
        try {
            work.run();
        } finally {
            set(before);
        }
    }

    /** The span to which events belong that are published now. */
    public static Optional<TraceParent> newest() {
        return Optional.ofNullable(NEWEST.get());
    }

    static void enter(TraceParent span) {
        set(span);
    }

    private static void set(TraceParent span) {
        if (span == null) {
            NEWEST.remove();
            MDC.remove(TRACE_ID);
            MDC.remove(SPAN_ID);
        } else {
            NEWEST.set(span);
            MDC.put(TRACE_ID, span.traceId());
            MDC.put(SPAN_ID, span.spanId());
        }
    }
}

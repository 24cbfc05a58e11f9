package io.nephrite.runtime.trace;

import io.nephrite.core.identity.VersionId;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Tells what is done as spans. The trace of a version has an id that follows from the names of dataset and version
 * alone, so that every service and every repetition adds to the same trace. Thread-safe.
 */
public interface Tracing extends AutoCloseable {
    /** No traces, at no cost. */
    Tracing OFF = new Tracing() {
        @Override
        public <T> T during(
                TracedWork work, Optional<TraceParent> asker, Function<T, String> outcome, Supplier<T> body) {
            return body.get();
        }

        @Override
        public void sealed(VersionId version, Supplier<Optional<Instant>> uploadBegun) {}

        @Override
        public void close() {}
    };

    /**
     * Runs the body in a span, which is the newest of the {@link TraceScope} from then on.
     *
     * @param asker the span that asked for the work; without one it hangs below the version's first span
     * @param outcome of the body's result, in a word
     */
    <T> T during(TracedWork work, Optional<TraceParent> asker, Function<T, String> outcome, Supplier<T> body);

    /**
     * The upload of a version has ended: the first span of its trace, and the newest of the {@link TraceScope}.
     *
     * @param uploadBegun when its first file came; empty where the version was sealed before, so that it is reported
     */
    void sealed(VersionId version, Supplier<Optional<Instant>> uploadBegun);

    /** Sends what has not been sent; waits some seconds at most. */
    @Override
    void close();
}

package io.nephrite.core.failure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waits for work that another thread does, and throws here what it threw there. */
public final class TaskResult {
    private TaskResult() {}

    /**
     * What the work gave.
     *
     * @throws RuntimeException as the work threw it; an exception of another kind is the cause of an
     *     {@link IllegalStateException}
     * @throws Error as the work threw it
     */
    public static <T> T of(Future<T> work) throws InterruptedException {
        try {
            return work.get();
        } catch (ExecutionException e) {
            throw unchecked(e);
        }
    }

    /**
     * What work that reads or writes gave.
     *
     * @throws IOException as the work threw it, bare or in an {@link UncheckedIOException}
     */
    public static <T> T ofReadOrWrite(Future<T> work) throws IOException, InterruptedException {
        try {
            return work.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            if (e.getCause() instanceof UncheckedIOException io) {
                throw io.getCause();
            }
            throw unchecked(e);
        }
    }

    private static RuntimeException unchecked(ExecutionException e) throws InterruptedException {
        Throwable cause = e.getCause();
        if (cause instanceof InterruptedException) {
            throw new InterruptedException();
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
    }
}

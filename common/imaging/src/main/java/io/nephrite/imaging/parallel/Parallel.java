package io.nephrite.imaging.parallel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Loops over numbered pieces of work on as many threads as the caller grants, its own included. The threads live as
 * long as the call; pieces are handed out in order, so uneven ones balance.
 */
public final class Parallel {
    private Parallel() {}

    /** Runs {@code piece} for 0 … count − 1; returns when all are done, or throws what the first failing one threw. */
    public static void forEach(int threads, int count, IntConsumer piece) {
        forEach(threads, count, () -> piece);
    }

    /** The same with a body per thread, for work that needs its own scratch memory. */
    public static void forEach(int threads, int count, Supplier<? extends IntConsumer> bodyPerThread) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be >= 1, found " + threads);
        }
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Runnable worker = () -> {
            try {
                IntConsumer body = bodyPerThread.get();
                for (int i = next.getAndIncrement(); i < count && failure.get() == null; i = next.getAndIncrement()) {
                    body.accept(i);
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        };
        Thread[] helpers = new Thread[Math.min(threads, count) - 1 < 0 ? 0 : Math.min(threads, count) - 1];
        for (int t = 0; t < helpers.length; t++) {
            helpers[t] = new Thread(worker, "imaging-" + (t + 1));
            helpers[t].setDaemon(true);
            helpers[t].start();
        }
        worker.run();
        joinAll(helpers);
        Throwable thrown = failure.get();
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** Waits to the end even when interrupted, because helpers write into the caller's arrays. */
    private static void joinAll(Thread[] helpers) {
        boolean interrupted = false;
        for (Thread helper : helpers) {
            while (true) {
                try {
                    helper.join();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

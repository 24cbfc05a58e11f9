package io.nephrite.learning.train;

import io.nephrite.core.failure.TaskResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Stores the results of a training and reports them, on a thread of its own. It does one thing at a time, and the next
 * one waits: so results are stored and reported in the order of the training, and no more than one copy of the weights
 * is in memory. Use and close it on the thread that trains.
 */
final class BackgroundWriter implements AutoCloseable {
    private static final Future<?> NOTHING = CompletableFuture.completedFuture(null);

    private final ExecutorService thread;
    private Future<?> underWay = NOTHING;

    /** @param thread shut down by {@link #close} */
    BackgroundWriter(ExecutorService thread) {
        this.thread = thread;
    }

    /** A thread that does not keep a process alive. It has the log context of the thread that first gives it work. */
    static ExecutorService daemon() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "checkpoint-writer");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins with the work as soon as what is under way is done, and returns. Throws what that failed with. */
    void begin(Runnable work) throws InterruptedException {
        finish();
        underWay = thread.submit(work);
    }

    /** Waits until nothing is under way. Throws what it failed with. */
    void finish() throws InterruptedException {
        try {
            TaskResult.of(underWay);
        } catch (RuntimeException | Error e) {
            underWay = NOTHING;
            throw e;
        }
    }

    /**
     * Throws what the work under way has failed with, so that a training does not go on for nothing. Waits for nothing.
     */
    void requireSound() throws InterruptedException {
        if (underWay.isDone()) {
            finish();
        }
    }

    /**
     * Waits until all work is done. If this thread is interrupted, the work is interrupted too. Throws the work's
     * failure if no earlier call has thrown it.
     */
    @Override
    public void close() {
        thread.shutdown();
        boolean isInterrupted = Thread.interrupted();
        while (!isEnded(isInterrupted)) {
            isInterrupted = true;
        }
        try {
            requireSound();
        } catch (InterruptedException e) {
            isInterrupted = true;
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** @return false where this thread was interrupted while it waited */
    private boolean isEnded(boolean isInterrupted) {
        if (isInterrupted) {
            thread.shutdownNow();
        }
        try {
            while (!thread.awaitTermination(1, TimeUnit.DAYS)) {
                // what stores has its own limits of time
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}

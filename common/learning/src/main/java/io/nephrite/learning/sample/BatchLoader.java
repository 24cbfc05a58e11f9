package io.nephrite.learning.sample;

import io.nephrite.core.failure.TaskResult;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Makes batches ahead of their use, on the threads that it is given, and hands them out in order. How many threads
 * there are changes nothing in them. Use and close it on one thread.
 */
public final class BatchLoader implements AutoCloseable {
    /** Beyond the ones in the making: enough that a slow batch makes nobody wait, few enough to fit in memory. */
    private static final int READY = 2;

    private final BatchPlan plan;
    private final ExecutorService executor;
    private final int ahead;
    private final LongSupplier nanoTime;
    private final Queue<BatchMaker> makers = new ConcurrentLinkedQueue<>();
    private final Deque<Future<Batch>> pending = new ArrayDeque<>();
    private final Schedule schedule;
    private Position next;
    private boolean started;
    private long waitedNanos;

    /** How many batches each epoch has: first those to train on, then those to validate on. */
    public record Schedule(int epochs, int iterations, int validationIterations) {}

    /** A batch in the schedule. */
    private record Position(boolean training, int epoch, int iteration) {
        Position following(Schedule schedule) {
            if (iteration + 1 < (training ? schedule.iterations : schedule.validationIterations)) {
                return new Position(training, epoch, iteration + 1);
            }
            return training ? new Position(false, epoch, 0) : new Position(true, epoch + 1, 0);
        }
    }

    /**
     * Begins to make batches at once, from a training iteration of an epoch; from its validation where that is past.
     *
     * @param executor whose threads make the batches; shut down by {@link #close}
     * @param threads that it has
     * @param nanoTime measures the waiting
     */
    public BatchLoader(
            BatchPlan plan,
            ExecutorService executor,
            int threads,
            LongSupplier nanoTime,
            Schedule schedule,
            int epoch,
            int iteration) {
        this.plan = plan;
        this.executor = executor;
        this.ahead = held(threads);
        this.nanoTime = nanoTime;
        this.schedule = schedule;
        this.next =
                iteration < schedule.iterations ? new Position(true, epoch, iteration) : new Position(false, epoch, 0);
        fill();
    }

    /** Threads that do not keep a process alive. */
    public static ExecutorService daemons(int threads) {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "batch-loader-" + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Batches in memory at once, those in the making included. */
    public static int held(int threads) {
        return threads + READY;
    }

    private void fill() {
        while (pending.size() < ahead && next.epoch < schedule.epochs) {
            Position position = next;
            pending.add(executor.submit(() -> make(position)));
            next = position.following(schedule);
        }
    }

    private Batch make(Position position) {
        BatchMaker maker = makers.poll();
        if (maker == null) {
            maker = new BatchMaker(plan);
        }
        try {
            return maker.make(position.training, position.epoch, position.iteration);
        } finally {
            makers.add(maker);
        }
    }

    /** The next batch of the schedule. */
    public Batch take() throws InterruptedException {
        Future<Batch> first = pending.remove();
        long start = nanoTime.getAsLong();
        Batch batch = TaskResult.of(first);
        if (started) {
            waitedNanos += nanoTime.getAsLong() - start;
        }
        started = true;
        fill();
        return batch;
    }

    /** How long {@link #take} has waited so far; not for the first batch, which nothing could make ahead. */
    public double waitedSeconds() {
        return waitedNanos * 1e-9;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}

package io.nephrite.bench;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Pages that are looked at: each asks as the home page does. It listens to events, asks for the table of datasets when
 * something has moved, at most once in 0.7 s, and for the state of the system every ten seconds.
 */
final class OpenPages implements AutoCloseable {
    private static final int ROUNDS = 3;
    private static final Duration ROUND = Duration.ofSeconds(20);
    private static final Duration SETTLED = Duration.ofSeconds(6);
    private static final int SYSTEM_EVERY = 10;
    private static final long TABLE_AT_MOST_EVERY = TimeUnit.MILLISECONDS.toNanos(700);
    private static final int OK = 200;

    private final ServedPage page;
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
    private final List<Page> pages = new ArrayList<>();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong faults = new AtomicLong();

    private OpenPages(ServedPage page, int count) {
        this.page = page;
        for (int i = 0; i < count; i++) {
            pages.add(new Page(i));
        }
    }

    /** The CPU time of the service without and with pages, in turn, since other work goes on beside them. */
    static List<Comparison> compare(ServedPage page, int count, double most, Consumer<String> progress)
            throws IOException, InterruptedException {
        double[] alone = new double[ROUNDS];
        double[] open = new double[ROUNDS];
        double[] more = new double[ROUNDS];
        long answers = 0;
        for (int round = 0; round < ROUNDS; round++) {
            progress.accept("round " + (round + 1) + " of " + ROUNDS + " without pages");
            alone[round] = percent(page);
            progress.accept("the same with " + count + " pages");
            try (OpenPages pages = new OpenPages(page, count)) {
                TimeUnit.NANOSECONDS.sleep(SETTLED.toNanos());
                open[round] = percent(page);
                if (pages.faults.get() > 0) {
                    throw new IOException(pages.faults + " requests of the pages were answered with faults");
                }
                answers += pages.answers.get();
            }
            more[round] = open[round] - alone[round];
        }
        return List.of(
                Comparison.of("eval-service without pages", "% of a core", PagesBench.median(alone)),
                Comparison.of("eval-service with " + count + " open pages", "% of a core", PagesBench.median(open)),
                Comparison.of(count + " open pages alone", "% of a core", PagesBench.median(more))
                        .withGoal(most),
                Comparison.of("answers that the pages asked for", "", (double) answers));
    }

    private static double percent(ServedPage page) throws IOException, InterruptedException {
        double before = page.cpuNanos();
        long begin = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(ROUND.toNanos());
        return 100 * (page.cpuNanos() - before) / (System.nanoTime() - begin);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        pages.forEach(Page::close);
    }

    /** One page that is looked at. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for an answer; what comes is counted
    private final class Page implements Flow.Subscriber<String> {
        private final AtomicBoolean isWaiting = new AtomicBoolean();
        private final AtomicLong asked = new AtomicLong(System.nanoTime() - TABLE_AT_MOST_EVERY);
        private final CompletableFuture<?> stream;

        Page(int number) {
            stream = page.client().sendAsync(page.request("/live"), HttpResponse.BodyHandlers.fromLineSubscriber(this));
            clock.scheduleAtFixedRate(() -> ask("/system"), 200L * number, SYSTEM_EVERY * 1000L, TimeUnit.MILLISECONDS);
        }

        private void renew() {
            isWaiting.set(false);
            asked.set(System.nanoTime());
            ask("/ui/parts/datasets");
        }

        private void ask(String path) {
            page.client()
                    .sendAsync(page.request(path), HttpResponse.BodyHandlers.discarding())
                    .thenAccept(answer -> (answer.statusCode() == OK ? answers : faults).incrementAndGet());
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (line.equals("event:moved") && isWaiting.compareAndSet(false, true)) {
                long pause = asked.get() + TABLE_AT_MOST_EVERY - System.nanoTime();
                clock.schedule(this::renew, Math.max(0, pause), TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public void onError(Throwable failure) {
            // closing ends the stream with one; a service that is away fails the meter
        }

        @Override
        public void onComplete() {}

        void close() {
            stream.cancel(true);
        }
    }
}

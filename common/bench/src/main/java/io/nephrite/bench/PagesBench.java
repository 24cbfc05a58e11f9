package io.nephrite.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What open pages cost a running eval-service, by its own meter of CPU time. A page of this benchmark asks as the home
 * page does: it listens to events, asks for the table of datasets when something has moved, at most once in a second, and
 * for the state of the system every five seconds.
 */
public final class PagesBench implements Benchmark {
    private static final int PAGES = 50;
    private static final double MOST_PERCENT = 2;
    private static final int ROUNDS = 3;
    private static final Duration ROUND = Duration.ofSeconds(20);
    private static final int SYSTEM_EVERY = 5;
    private static final long TABLE_AT_MOST_EVERY = TimeUnit.SECONDS.toNanos(1);
    private static final Pattern CPU = Pattern.compile("(?m)^process_cpu_time_ns_total(?:\\{[^}]*})? (\\S+)$");

    private final HttpClient client = HttpClient.newHttpClient();

    @Override
    public String name() {
        return "pages";
    }

    @Override
    public String summary() {
        return "CPU that open pages cost a running eval-service: its address, and how many pages where not " + PAGES;
    }

    @Override
    public List<Comparison> run(BenchmarkRun run) throws Exception {
        if (run.arguments().isEmpty()) {
            throw new UsageException("the address of a running eval-service, such as http://127.0.0.1:8085/");
        }
        URI address = URI.create(run.arguments().get(0));
        int count =
                run.arguments().size() > 1 ? Integer.parseInt(run.arguments().get(1)) : PAGES;
        double[] alone = new double[ROUNDS];
        double[] open = new double[ROUNDS];
        AtomicLong answers = new AtomicLong();
        for (int round = 0; round < ROUNDS; round++) {
            run.progress().accept("round " + (round + 1) + " of " + ROUNDS + " without pages");
            alone[round] = percent(address);
            run.progress().accept("the same with " + count + " pages");
            ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
            List<Page> pages = new ArrayList<>();
            try {
                for (int i = 0; i < count; i++) {
                    pages.add(new Page(address, clock, answers, i));
                }
                open[round] = percent(address);
            } finally {
                clock.shutdownNow();
                pages.forEach(Page::close);
            }
        }
        return List.of(
                Comparison.of("eval-service without pages", "% of a core", median(alone)),
                Comparison.of("eval-service with " + count + " open pages", "% of a core", median(open)),
                Comparison.of(count + " open pages alone", "% of a core", Math.max(0, median(open) - median(alone)))
                        .withGoal(MOST_PERCENT),
                Comparison.of("answers that the pages asked for", "", (double) answers.get()));
    }

    private double percent(URI address) throws IOException, InterruptedException {
        double before = cpuNanos(address);
        long begin = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(ROUND.toNanos());
        return 100 * (cpuNanos(address) - before) / (double) (System.nanoTime() - begin);
    }

    private double cpuNanos(URI address) throws IOException, InterruptedException {
        String meters = client.send(
                        HttpRequest.newBuilder(address.resolve("/q/metrics"))
                                .header("Accept", "text/plain")
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        Matcher cpu = CPU.matcher(meters);
        if (!cpu.find()) {
            throw new IOException(
                    address + " tells no process_cpu_time_ns_total at /q/metrics; is it an eval-service?");
        }
        return Double.parseDouble(cpu.group(1));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** One page that is looked at. */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for an answer; what comes is counted
    private final class Page implements Flow.Subscriber<String> {
        private final URI address;
        private final ScheduledExecutorService clock;
        private final AtomicLong answers;
        private final AtomicBoolean isAsked = new AtomicBoolean();
        private final CompletableFuture<?> stream;

        Page(URI address, ScheduledExecutorService clock, AtomicLong answers, int number) {
            this.address = address;
            this.clock = clock;
            this.answers = answers;
            stream = client.sendAsync(
                    HttpRequest.newBuilder(address.resolve("/live")).build(),
                    HttpResponse.BodyHandlers.fromLineSubscriber(this));
            clock.scheduleAtFixedRate(() -> ask("/system"), 100L * number, SYSTEM_EVERY * 1000L, TimeUnit.MILLISECONDS);
        }

        private void ask(String path) {
            client.sendAsync(
                            HttpRequest.newBuilder(address.resolve(path)).build(),
                            HttpResponse.BodyHandlers.discarding())
                    .thenRun(answers::incrementAndGet);
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (line.equals("event:moved") && isAsked.compareAndSet(false, true)) {
                ask("/ui/parts/datasets");
                clock.schedule(() -> isAsked.set(false), TABLE_AT_MOST_EVERY, TimeUnit.NANOSECONDS);
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

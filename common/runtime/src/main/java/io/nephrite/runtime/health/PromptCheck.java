package io.nephrite.runtime.health;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Checks a system that may not answer, and gives its own answer soon: whoever asks for a service's health, such as a
 * probe, gives up after some seconds and then knows nothing. A look that is still under way is not begun again, and
 * what a slow one finds is the answer to the next call: on an overloaded machine every look may take longer than its
 * caller waits.
 */
public final class PromptCheck implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMillis(800);

    /** What a look has found is no answer any more after this time. */
    private static final long FRESH_NANOS = Duration.ofSeconds(15).toNanos();

    private final String name;
    private final Supplier<HealthCheckResponse> look;
    private final ExecutorService thread;
    private Future<Found> running;

    private record Found(HealthCheckResponse response, long nanoTime) {}

    /**
     * Makes a check of one system.
     *
     * @param name of the check
     * @param look fails only by a bug: it answers down where what it looks at is away
     */
    public PromptCheck(String name, Supplier<HealthCheckResponse> look) {
        this.name = name;
        this.look = look;
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "health-" + name);
            made.setDaemon(true);
            return made;
        });
    }

    public synchronized HealthCheckResponse call() {
        if (running == null) {
            running = begin();
        }
        try {
            Found found = running.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            running = null;
            return System.nanoTime() - found.nanoTime() < FRESH_NANOS ? found.response() : call();
        } catch (TimeoutException e) {
            return down("no answer for " + PATIENCE.toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return down("interrupted");
        } catch (ExecutionException e) {
            running = null;
            return down(String.valueOf(e.getCause()));
        }
    }

    private Future<Found> begin() {
        return thread.submit(() -> new Found(look.get(), System.nanoTime()));
    }

    private HealthCheckResponse down(String reason) {
        return HealthCheckResponse.named(name)
                .down()
                .withData("waiting for", reason)
                .build();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}

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
 * A look at something that may not answer, which is itself answered soon: whoever asks for a service's health, such as a
 * probe, gives up after some seconds and then knows nothing. A look that is still under way is not begun again.
 */
public final class PromptCheck implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMillis(800);

    private final String name;
    private final Supplier<HealthCheckResponse> look;
    private final ExecutorService thread;
    private Future<HealthCheckResponse> running;

    /**
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
        if (running == null || running.isDone()) {
            running = thread.submit(look::get);
        }
        try {
            return running.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return down("no answer for " + PATIENCE.toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return down("interrupted");
        } catch (ExecutionException e) {
            return down(String.valueOf(e.getCause()));
        }
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

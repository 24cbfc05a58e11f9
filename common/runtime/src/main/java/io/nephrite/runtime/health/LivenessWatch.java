package io.nephrite.runtime.health;

import io.quarkus.runtime.Quarkus;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Ends a process that stays dead inside: a consumer that lost its broker for too long closes its channel for good, and
 * only a fresh start opens it again. Launcher and compose restart a process that ends; Kubernetes asks the same
 * liveness by itself.
 */
@ApplicationScoped
class LivenessWatch {
    private static final Logger LOG = Logger.getLogger(LivenessWatch.class);

    /** Looks in a row that must fail, so that a short trouble ends nothing. */
    private static final int PATIENCE = 3;

    private final Supplier<Optional<String>> trouble;
    private final Runnable exit;
    private int failures;

    @Inject
    LivenessWatch(SmallRyeHealthReporter health) {
        this(() -> trouble(health.getLiveness()), () -> Quarkus.asyncExit(1));
    }

    /** @param trouble why the process is not live; empty while it is */
    LivenessWatch(Supplier<Optional<String>> trouble, Runnable exit) {
        this.trouble = trouble;
        this.exit = exit;
    }

    private static Optional<String> trouble(SmallRyeHealth liveness) {
        return liveness.isDown() ? Optional.of(liveness.getPayload().toString()) : Optional.empty();
    }

    @Scheduled(every = "20s", delayed = "60s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        Optional<String> why = trouble.get();
        failures = why.isPresent() ? failures + 1 : 0;
        if (failures == PATIENCE) {
            LOG.errorf("not live for three looks in a row: ending, to be started afresh: %s", why.get());
            exit.run();
        }
    }
}

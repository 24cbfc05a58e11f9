package io.nephrite.runtime.health;

import io.quarkus.runtime.Quarkus;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.BooleanSupplier;
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

    private final BooleanSupplier alive;
    private final Runnable exit;
    private int failures;

    @Inject
    LivenessWatch(SmallRyeHealthReporter health) {
        this(() -> !health.getLiveness().isDown(), () -> Quarkus.asyncExit(1));
    }

    LivenessWatch(BooleanSupplier alive, Runnable exit) {
        this.alive = alive;
        this.exit = exit;
    }

    @Scheduled(every = "20s", delayed = "60s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        failures = alive.getAsBoolean() ? 0 : failures + 1;
        if (failures == PATIENCE) {
            LOG.error("not live for three looks in a row: ending, to be started afresh");
            exit.run();
        }
    }
}

package io.nephrite.trainer.app;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** A trainer whose job threads have ended takes requests and never trains: it must be started afresh. */
@Liveness
@ApplicationScoped
class TrainerLiveness implements HealthCheck {
    private final TrainingJobs jobs;

    TrainerLiveness(TrainingJobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("job threads").status(jobs.areAlive()).build();
    }
}

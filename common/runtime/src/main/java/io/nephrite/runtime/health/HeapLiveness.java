package io.nephrite.runtime.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Default;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Not live any more once the heap was exhausted: any thread may have met that, at any place, so that the process is to
 * be started afresh. Other work goes on until {@link LivenessWatch} or Kubernetes has looked a few times.
 */
@Liveness
// a bean with the qualifier above is injected without it only where it has this one too
@Default
@ApplicationScoped
public class HeapLiveness implements HealthCheck {
    private volatile boolean exhausted;

    public void exhausted() {
        exhausted = true;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("heap").status(!exhausted).build();
    }
}

package io.nephrite.runtime.health;

import io.nephrite.runtime.health.Outages.Awaited;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while work waits for something that is away; says for what, and since when. */
@Readiness
@ApplicationScoped
class OutageReadiness implements HealthCheck {
    private static final int SHOWN = 5;

    private final Outages outages;

    OutageReadiness(Outages outages) {
        this.outages = outages;
    }

    @Override
    public HealthCheckResponse call() {
        List<Awaited> awaited = outages.awaited();
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("work").status(awaited.isEmpty()).withData("waiting", awaited.size());
        awaited.stream()
                .limit(SHOWN)
                .forEach(a -> response.withData(a.what(), a.code() + " since " + a.since() + ": " + a.message()));
        return response.build();
    }
}

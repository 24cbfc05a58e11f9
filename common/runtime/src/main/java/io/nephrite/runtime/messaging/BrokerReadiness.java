package io.nephrite.runtime.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** The broker answers and has every topic. */
@Readiness
@ApplicationScoped
class BrokerReadiness implements HealthCheck {
    private final TopicCheck topics;

    BrokerReadiness(TopicCheck topics) {
        this.topics = topics;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("broker");
        try {
            Set<String> missing = topics.missing();
            return missing.isEmpty()
                    ? response.up().build()
                    : response.down()
                            .withData("missing topics", String.join(", ", missing))
                            .build();
        } catch (ExecutionException | TimeoutException e) {
            return response.down().withData("waiting for", topics.reason(e)).build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return response.down().withData("error", "interrupted").build();
        }
    }
}

package io.nephrite.runtime.messaging;

import io.nephrite.runtime.health.PromptCheck;
import jakarta.annotation.PreDestroy;
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
    private final PromptCheck check = new PromptCheck("broker", this::look);

    BrokerReadiness(TopicCheck topics) {
        this.topics = topics;
    }

    @Override
    public HealthCheckResponse call() {
        return check.call();
    }

    @PreDestroy
    void close() {
        check.close();
    }

    private HealthCheckResponse look() {
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

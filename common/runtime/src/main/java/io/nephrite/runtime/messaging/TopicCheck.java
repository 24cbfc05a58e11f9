package io.nephrite.runtime.messaging;

import io.nephrite.core.event.Topic;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.pipeline.Namespace;
import io.nephrite.runtime.health.Outages;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.jboss.logging.Logger;

/**
 * Knows which topics the broker lacks. Before any channel opens, a service waits until none is missing and then gives
 * up with a message: a missing dead-letter topic would otherwise stop a consumer for good, hours later.
 */
@ApplicationScoped
class TopicCheck {
    private static final Logger LOG = Logger.getLogger(TopicCheck.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int REQUEST_SECONDS = 5;

    private final TopicCheckConfig config;
    private final Clock clock;
    private final Outages outages;
    private final Namespace namespace;
    private final Admin admin;
    private final String bootstrapServers;

    TopicCheck(TopicCheckConfig config, Clock clock, Outages outages, Namespace namespace, BrokerClients broker) {
        this.config = config;
        this.clock = clock;
        this.outages = outages;
        this.namespace = namespace;
        this.bootstrapServers = broker.address();
        this.admin = broker.admin(Duration.ofSeconds(REQUEST_SECONDS));
    }

    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event)
            throws InterruptedException {
        if (!config.enabled()) {
            return;
        }
        awaitTopics();
    }

    /**
     * Waits for a broker without end, and for its topics as long as the deployment may take to create them.
     *
     * @throws IllegalStateException where some are still missing then
     */
    private void awaitTopics() throws InterruptedException {
        Optional<Instant> answered = Optional.empty();
        while (true) {
            try {
                Set<String> missing = missing();
                if (missing.isEmpty()) {
                    return;
                }
                String problem = "topics are missing on " + bootstrapServers + ": " + String.join(", ", missing)
                        + "; the deployment creates them (see Topic)";
                if (answered.isEmpty()) {
                    answered = Optional.of(clock.instant());
                    LOG.warnf("waiting %d s: %s", config.patience().toSeconds(), problem);
                }
                if (!clock.instant().isBefore(answered.get().plus(config.patience()))) {
                    throw new IllegalStateException(problem);
                }
            } catch (ExecutionException | TimeoutException e) {
                outages.note(new PipelineException(FailureCode.BROKER_UNAVAILABLE, "waiting for " + reason(e), e));
            }
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
    }

    /** Why there is no answer, without the names of the classes around it. */
    String reason(Exception e) {
        Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
        return "a broker at " + bootstrapServers + (cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")");
    }

    /**
     * Asks the broker which topics are missing.
     *
     * @return names of required topics that the broker does not have, ascending
     */
    Set<String> missing() throws ExecutionException, TimeoutException, InterruptedException {
        Set<String> present = admin.listTopics().names().get(REQUEST_SECONDS, TimeUnit.SECONDS);
        return namespace.topics().stream()
                .map(Topic.Definition::name)
                .filter(name -> !present.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @PreDestroy
    void close() {
        admin.close(Duration.ofSeconds(1));
    }
}

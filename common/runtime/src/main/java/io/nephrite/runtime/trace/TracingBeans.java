package io.nephrite.runtime.trace;

import io.nephrite.core.pipeline.Namespace;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Traces where there is a collector. */
@ApplicationScoped
class TracingBeans {
    /** OpenTelemetry's classes are loaded only where there is an address. */
    @Produces
    @Singleton
    @DefaultBean
    Tracing tracing(
            @ConfigProperty(name = "nephrite.traces.endpoint") Optional<String> endpoint,
            @ConfigProperty(name = "quarkus.application.name") String service,
            Namespace namespace) {
        return endpoint.map(address -> Collector.at(address, service, namespace.prefix()))
                .orElse(Tracing.OFF);
    }

    void close(@Disposes Tracing tracing) {
        tracing.close();
    }
}

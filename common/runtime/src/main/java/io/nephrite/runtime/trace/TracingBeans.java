package io.nephrite.runtime.trace;

import io.nephrite.core.pipeline.Namespace;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Traces where there is a collector. */
@ApplicationScoped
class TracingBeans {
    private static final Logger LOG = Logger.getLogger(TracingBeans.class);

    /** OpenTelemetry's classes are loaded only where there is an address. */
    @Produces
    @Singleton
    @DefaultBean
    Tracing tracing(
            @ConfigProperty(name = "nephrite.traces.endpoint") Optional<String> endpoint,
            @ConfigProperty(name = "quarkus.application.name") String service,
            Namespace namespace) {
        return endpoint.filter(TracingBeans::isKnown)
                .map(address -> Collector.at(address, service, namespace.prefix()))
                .orElse(Tracing.OFF);
    }

    /** Compose names its collector always, and starts it with a profile of its own. */
    private static boolean isKnown(String address) {
        String host = Objects.requireNonNullElse(URI.create(address).getHost(), "");
        try {
            InetAddress.getByName(host);
            return true;
        } catch (UnknownHostException e) {
            LOG.infof("there are no traces: no machine has the name \"%s\" of OTEL_EXPORTER_OTLP_ENDPOINT", host);
            return false;
        }
    }

    void close(@Disposes Tracing tracing) {
        tracing.close();
    }
}

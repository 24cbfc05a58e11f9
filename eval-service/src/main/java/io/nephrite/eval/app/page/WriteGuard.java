package io.nephrite.eval.app.page;

import io.nephrite.runtime.rest.RequestFault;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Lets nobody change anything through this service where it is set to read only. */
class WriteGuard {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final PageConfig config;

    WriteGuard(PageConfig config) {
        this.config = config;
    }

    @ServerRequestFilter(preMatching = true)
    void check(ContainerRequestContext request) {
        if (config.readOnly() && !READING.contains(request.getMethod())) {
            throw RequestFault.forbidden("nothing can be changed here: NEPHRITE_PAGE_READ_ONLY is true");
        }
    }
}

package io.nephrite.eval.app.page;

import io.nephrite.runtime.rest.RequestFault;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Lets nobody change anything through this service where it is set to read only, and no page of another origin
 * anywhere: a browser says by itself whose page has sent a request, and other clients say nothing of it.
 */
class WriteGuard {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> FOREIGN = Set.of("cross-site", "same-site");

    private final PageConfig config;

    WriteGuard(PageConfig config) {
        this.config = config;
    }

    @ServerRequestFilter(preMatching = true)
    void check(ContainerRequestContext request) {
        if (READING.contains(request.getMethod())) {
            return;
        }
        if (config.readOnly()) {
            throw RequestFault.forbidden("nothing can be changed here: NEPHRITE_PAGE_READ_ONLY is true");
        }
        if (FOREIGN.contains(String.valueOf(request.getHeaderString("Sec-Fetch-Site")))) {
            throw RequestFault.forbidden(
                    "a page of another address has sent this request; open the page of this service");
        }
    }
}

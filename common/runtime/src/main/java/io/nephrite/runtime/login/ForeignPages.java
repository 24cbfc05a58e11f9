package io.nephrite.runtime.login;

import io.nephrite.runtime.rest.RequestFault;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Lets no page of another address change anything here: a browser says by itself whose page has sent a request, and
 * other clients say nothing of it. Another port of the same host is another address, although a browser sends it the
 * same cookies.
 */
class ForeignPages {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> OWN = Set.of("same-origin", "none");

    @ServerRequestFilter(preMatching = true)
    void check(ContainerRequestContext request) {
        if (!READING.contains(request.getMethod()) && isForeign(request)) {
            throw RequestFault.forbidden(
                    "a page of another address has sent this request; open the page of this service");
        }
    }

    private static boolean isForeign(ContainerRequestContext request) {
        String site = request.getHeaderString("Sec-Fetch-Site");
        if (site != null) {
            return !OWN.contains(site);
        }
        String origin = request.getHeaderString("Origin");
        return origin != null
                && !authority(origin)
                        .equals(request.getUriInfo().getRequestUri().getRawAuthority());
    }

    private static String authority(String origin) {
        try {
            return String.valueOf(new URI(origin).getRawAuthority());
        } catch (URISyntaxException e) {
            return "";
        }
    }
}

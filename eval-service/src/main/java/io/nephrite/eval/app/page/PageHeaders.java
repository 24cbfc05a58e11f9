package io.nephrite.eval.app.page;

import io.nephrite.runtime.store.StoreConfig;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Lets a page load nothing that is not served here, run no script that stands in it, and send to the store alone. */
class PageHeaders {
    private final String policy;

    PageHeaders(PageConfig config, StoreConfig store) {
        policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"
                + (config.readOnly() ? "" : " " + origin(store.publicEndpoint()))
                + "; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    }

    private static String origin(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority();
    }

    @ServerResponseFilter
    void add(ContainerRequestContext request, ContainerResponseContext response) {
        if (MediaType.TEXT_HTML_TYPE.isCompatible(response.getMediaType())) {
            response.getHeaders().putSingle("Content-Security-Policy", policy);
            response.getHeaders().putSingle("Cache-Control", "no-store");
        }
    }
}

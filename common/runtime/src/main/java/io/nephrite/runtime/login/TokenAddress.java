package io.nephrite.runtime.login;

import io.nephrite.runtime.rest.RequestFault;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * The address that people are given, {@code http://127.0.0.1:PORT/?token=…}: it keeps the token in a cookie that no
 * script reads and no page of another site sends, and goes on to the same address without it, so that the token stands
 * in no history.
 */
class TokenAddress {
    private static final String PARAMETER = "token";
    private static final int KEPT_SECONDS = (int) Duration.ofDays(30).toSeconds();

    private final Login login;

    TokenAddress(Login login) {
        this.login = login;
    }

    /**
     * Takes the token out of the address of a request.
     *
     * @return the way on; null where the request has no token in its address
     */
    @ServerRequestFilter(preMatching = true)
    Response enter(ContainerRequestContext request) {
        String given = request.getUriInfo().getQueryParameters().getFirst(PARAMETER);
        if (given == null || !request.getMethod().equals(HttpMethod.GET) || login.mode() != LoginMode.TOKEN) {
            return null;
        }
        if (!login.isToken(given)) {
            throw RequestFault.unauthorized(
                    "the address has a token that is not the one of this system; the system tells"
                            + " its address when it starts");
        }
        return Response.seeOther(request.getUriInfo()
                        .getRequestUriBuilder()
                        .replaceQueryParam(PARAMETER)
                        .build())
                .cookie(login.kept(given, KEPT_SECONDS))
                .header("Cache-Control", "no-store")
                .build();
    }
}

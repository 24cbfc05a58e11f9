package io.nephrite.runtime.login;

import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Identifies the user of a request, in every mode: by the token of the system, as a bearer or in the cookie that its
 * address sets, or else, with OpenID Connect, by a bearer of the issuer or by its login page.
 */
@Alternative
@Priority(1)
@ApplicationScoped
public class LoginMechanism implements HttpAuthenticationMechanism {
    private static final String BEARER = "Bearer ";
    private static final int UNAUTHORIZED = 401;

    private static final SecurityIdentity EVERYBODY = withAllRoles("everybody");
    private static final SecurityIdentity OWNER = withAllRoles("owner");

    private final Login login;
    private final OidcAuthenticationMechanism oidc;

    LoginMechanism(Login login, OidcAuthenticationMechanism oidc) {
        this.login = login;
        this.oidc = oidc;
    }

    private static SecurityIdentity withAllRoles(String name) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(name))
                .addRoles(new HashSet<>(Roles.all()))
                .build();
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        if (login.mode() == LoginMode.NONE) {
            return Uni.createFrom().item(EVERYBODY);
        }
        Optional<String> given = given(context.request());
        if (given.filter(login::isToken).isPresent()) {
            return Uni.createFrom().item(OWNER);
        }
        if (login.mode() == LoginMode.OIDC) {
            return oidc.authenticate(context, providers);
        }
        return given.isEmpty()
                ? Uni.createFrom().nullItem()
                : Uni.createFrom().failure(new AuthenticationFailedException("the token is another one"));
    }

    private Optional<String> given(HttpServerRequest request) {
        String header = request.getHeader("Authorization");
        if (header != null) {
            return Optional.of(header)
                    .filter(h -> h.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                    .map(h -> h.substring(BEARER.length()).strip());
        }
        return login.token().isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(request.getCookie(login.cookieName())).map(Cookie::getValue);
    }

    /** Sends a browser that opens a page to the issuer's login, and tells everybody else that a token is missing. */
    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return login.mode() == LoginMode.OIDC && opensAPage(context.request())
                ? oidc.getChallenge(context)
                : Uni.createFrom().item(new ChallengeData(UNAUTHORIZED, "WWW-Authenticate", "Bearer"));
    }

    /** What a script of a page asks for is no page: a login page would be no answer to it. */
    private static boolean opensAPage(HttpServerRequest request) {
        String mode = request.getHeader("Sec-Fetch-Mode");
        String accept = request.getHeader("Accept");
        return request.method().equals(HttpMethod.GET)
                && request.getHeader("Authorization") == null
                && request.getHeader("HX-Request") == null
                && (mode == null || mode.equals("navigate"))
                && accept != null
                && accept.contains("text/html");
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext context) {
        return Uni.createFrom()
                .item(new HttpCredentialTransport(HttpCredentialTransport.Type.AUTHORIZATION, BEARER.strip()));
    }
}

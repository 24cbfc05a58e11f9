package io.nephrite.runtime.login;

import io.nephrite.runtime.rest.ProblemMapper;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers who does not say who they are: with the issuer's login page or with a problem. */
class UnknownCaller {
    private final Login login;
    private final LoginMechanism mechanism;

    UnknownCaller(Login login, LoginMechanism mechanism) {
        this.login = login;
        this.mechanism = mechanism;
    }

    @ServerExceptionMapper
    Uni<Response> unknown(UnauthorizedException refusal, RoutingContext context) {
        return answer(context);
    }

    /** A token that is wrong, of somebody else, or too old. */
    @ServerExceptionMapper
    Uni<Response> failed(AuthenticationFailedException refusal, RoutingContext context) {
        return answer(context);
    }

    private Uni<Response> answer(RoutingContext context) {
        return mechanism.getChallenge(context).map(challenge -> answer(challenge, context));
    }

    private Response answer(ChallengeData challenge, RoutingContext context) {
        boolean isRefused = challenge.status == Response.Status.UNAUTHORIZED.getStatusCode();
        Response.ResponseBuilder answer = isRefused
                ? Response.fromResponse(ProblemMapper.problem(Response.Status.UNAUTHORIZED, advice()))
                : Response.status(challenge.status);
        challenge.getHeaders().forEach((name, value) -> answer.header(name.toString(), value));
        if (isRefused && context.request().getHeader("HX-Request") != null) {
            answer.header("HX-Refresh", "true"); // a part of a page: the whole page asks again
        }
        return answer.build();
    }

    private String advice() {
        return login.mode() == LoginMode.OIDC
                ? "no login, or one that has ended; open the page again, or send a token of the issuer as"
                        + " Authorization: Bearer"
                : "the token of this system is missing, or is another one; open the address with its token that the"
                        + " system tells when it starts, or send the token as Authorization: Bearer";
    }
}

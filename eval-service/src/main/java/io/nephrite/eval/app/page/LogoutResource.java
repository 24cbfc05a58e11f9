package io.nephrite.eval.app.page;

import io.nephrite.runtime.login.Login;
import io.nephrite.runtime.login.Roles;
import io.quarkus.oidc.OidcSession;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Takes from a browser what its login has given it. */
@Path("/logout")
@Produces(MediaType.TEXT_PLAIN)
class LogoutResource {
    private final Login login;
    private final OidcSession session;

    LogoutResource(Login login, OidcSession session) {
        this.login = login;
        this.session = session;
    }

    /** A form of the page sends this, so that no address alone can log somebody out. */
    @POST
    @RolesAllowed(Roles.VIEWER)
    @Operation(hidden = true)
    public Uni<Response> leave() {
        return switch (login.mode()) {
            case OIDC ->
                session.logout()
                        .map(done ->
                                left("You are logged out here. The issuer of your login may still know you: the page"
                                                + " may open again without a question until you log out there.")
                                        .build());
            case TOKEN ->
                Uni.createFrom()
                        .item(left("You are logged out. The address that the system printed at its start lets you in"
                                        + " again.")
                                .cookie(login.forgotten())
                                .build());
            case NONE ->
                Uni.createFrom()
                        .item(left("There is no login here: whoever reaches this port is let in.")
                                .build());
        };
    }

    private static Response.ResponseBuilder left(String words) {
        return Response.ok(words + "\n").header("Cache-Control", "no-store");
    }
}

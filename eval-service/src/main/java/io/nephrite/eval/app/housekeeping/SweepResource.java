package io.nephrite.eval.app.housekeeping;

import io.nephrite.core.housekeeping.SweepResult;
import io.nephrite.core.housekeeping.SweepRules;
import io.nephrite.core.housekeeping.Sweeper;
import io.nephrite.core.json.Json;
import io.nephrite.runtime.login.Roles;
import io.nephrite.runtime.rest.RequestFault;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.OptionalInt;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Deletes what nothing needs, when somebody asks for it. */
@Path("/sweep")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class SweepResource {
    /** A request that deletes longer than this is answered, and the next one goes on. */
    private static final Duration AT_A_TIME = Duration.ofSeconds(20);

    private final Sweeper sweeper;
    private final Clock clock;

    SweepResource(Sweeper sweeper, Clock clock) {
        this.sweeper = sweeper;
        this.clock = clock;
    }

    /**
     * Looks for what nothing needs, and deletes nothing.
     *
     * @param keep so many of the newest versions of each dataset would stay; all without it
     * @param age what was written since then is not looked at, such as PT24H, which it is without it
     * @return a {@link SweepResult}; 400 where one of the two is none
     */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Operation(summary = "What would be deleted since nothing needs it; deletes nothing")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = SweepResult.class)))
    public Response look(@QueryParam("keep") Integer keep, @QueryParam("age") String age) {
        return json(sweeper.look(rules(keep, age)));
    }

    /** As {@link #look}, and deletes it. An answer that is not done is to be followed by the same request. */
    @RolesAllowed(Roles.OPERATOR)
    @POST
    @Operation(summary = "Deletes what nothing needs; asked again until the answer is done")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = SweepResult.class)))
    public Response sweep(@QueryParam("keep") Integer keep, @QueryParam("age") String age) {
        return json(sweeper.sweep(rules(keep, age), clock.instant().plus(AT_A_TIME)));
    }

    private static SweepRules rules(Integer keep, String age) {
        try {
            return new SweepRules(
                    keep == null ? OptionalInt.empty() : OptionalInt.of(keep),
                    age == null ? SweepRules.USUAL_AGE : Duration.parse(age));
        } catch (DateTimeParseException e) {
            throw RequestFault.badRequest("age is no time such as PT24H: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw RequestFault.badRequest(e);
        }
    }

    private static Response json(SweepResult result) {
        return Response.ok(Json.bytes(result)).build();
    }
}

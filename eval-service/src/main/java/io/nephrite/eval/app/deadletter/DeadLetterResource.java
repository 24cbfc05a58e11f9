package io.nephrite.eval.app.deadletter;

import io.nephrite.core.event.Topic;
import io.nephrite.core.json.Json;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.app.deadletter.DeadLetter.State;
import io.nephrite.runtime.login.Roles;
import io.nephrite.runtime.rest.RequestFault;
import io.nephrite.runtime.store.Results;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Records of all services that could not be worked on. */
@Path("/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class DeadLetterResource {
    private static final int MOST = 1000;

    private final DeadLetters letters;

    DeadLetterResource(KafkaDeadLetterRecords records, @Results ObjectStore results, Clock clock) {
        this.letters = new DeadLetters(records, new DeadLetterMarks(results, clock));
    }

    /**
     * Lists dead letters, the newest first.
     *
     * @param topic of the records; all topics without it
     * @param limit so many of the newest of each topic are looked at
     * @param all also those that were replayed or dropped
     * @return the newest first; 400 where there is no such topic; 503 where the broker or the store does not answer
     */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Operation(summary = "Records that could not be worked on, the newest first")
    @APIResponse(responseCode = "200", description = "JSON")
    public Response list(
            @QueryParam("topic") String topic,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("all") boolean all) {
        if (topic != null && !Topic.deadLetterTopics().containsKey(topic)) {
            throw RequestFault.badRequest("no such topic; there are "
                    + String.join(", ", Topic.deadLetterTopics().keySet()));
        }
        if (limit < 1 || limit > MOST) {
            throw RequestFault.badRequest("limit must be 1 to " + MOST + ", found " + limit);
        }
        return json(Response.Status.OK, letters.list(Optional.ofNullable(topic), limit, all));
    }

    /**
     * Shows one dead letter.
     *
     * @return with headers and the begin of its content; 404 where the broker has no such dead letter
     */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/{id}")
    @Operation(summary = "One of them with its content")
    @APIResponse(responseCode = "200", description = "JSON")
    public Response show(@PathParam("id") String id) {
        return DeadLetterId.parse(id)
                .flatMap(letters::show)
                .map(content -> json(Response.Status.OK, content))
                .orElseThrow(DeadLetterResource::missing);
    }

    /**
     * Publishes the record of a dead letter again.
     *
     * @return 202 where the record is published again, by this call or one before; 409 where that is not so
     */
    @RolesAllowed(Roles.OPERATOR)
    @POST
    @Path("/{id}/replay")
    @Operation(summary = "Sends the record again")
    @APIResponse(responseCode = "202", description = "JSON")
    public Response replay(@PathParam("id") String id) {
        return done(id, State.REPLAYED, DeadLetterId.parse(id).flatMap(letters::replay));
    }

    /**
     * Marks a dead letter as done.
     *
     * @return 202 where it is dropped, by this call or one before; 409 where it was replayed before
     */
    @RolesAllowed(Roles.OPERATOR)
    @POST
    @Path("/{id}/drop")
    @Operation(summary = "Drops the record")
    @APIResponse(responseCode = "202", description = "JSON")
    public Response drop(@PathParam("id") String id) {
        return done(id, State.DROPPED, DeadLetterId.parse(id).flatMap(letters::drop));
    }

    private static Response done(String id, State wanted, Optional<State> state) {
        if (state.orElseThrow(DeadLetterResource::missing) != wanted) {
            throw RequestFault.conflict("the dead letter " + id + " is "
                    + Json.mapper().convertValue(state.get(), String.class) + " already");
        }
        return json(Response.Status.ACCEPTED, Map.of("id", id, "state", state.get()));
    }

    private static RequestFault missing() {
        return RequestFault.notFound("no such dead letter, or the broker has forgotten it");
    }

    private static Response json(Response.Status status, Object body) {
        return Response.status(status).entity(Json.bytes(body)).build();
    }
}

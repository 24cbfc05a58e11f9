package io.nephrite.eval.app.deadletter;

import io.nephrite.core.event.Topics;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.app.deadletter.DeadLetter.State;
import io.nephrite.runtime.store.Results;
import io.smallrye.common.annotation.Blocking;
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
import java.util.function.Supplier;

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
     * @param topic of the records; all topics without it
     * @param limit so many of the newest of each topic are looked at
     * @param all also those that were replayed or dropped
     * @return the newest first; 400 where there is no such topic; 503 where the broker or the store does not answer
     */
    @GET
    public Response list(
            @QueryParam("topic") String topic,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("all") boolean all) {
        if (topic != null && !Topics.deadLetterTopics().containsKey(topic)) {
            return problem(
                    Response.Status.BAD_REQUEST,
                    "no such topic; there are "
                            + String.join(", ", Topics.deadLetterTopics().keySet()));
        }
        if (limit < 1 || limit > MOST) {
            return problem(Response.Status.BAD_REQUEST, "limit must be 1 to " + MOST + ", found " + limit);
        }
        return answered(() -> json(Response.Status.OK, letters.list(Optional.ofNullable(topic), limit, all)));
    }

    /** @return with headers and the begin of its content; 404 where the broker has no such dead letter */
    @GET
    @Path("/{id}")
    public Response show(@PathParam("id") String id) {
        return answered(() -> DeadLetterId.parse(id)
                .flatMap(letters::show)
                .map(content -> json(Response.Status.OK, content))
                .orElseGet(DeadLetterResource::missing));
    }

    /** @return 202 where the record is published again, by this call or one before; 409 where that is not so */
    @POST
    @Path("/{id}/replay")
    public Response replay(@PathParam("id") String id) {
        return answered(() -> done(id, State.REPLAYED, DeadLetterId.parse(id).flatMap(letters::replay)));
    }

    /** @return 202 where it is dropped, by this call or one before; 409 where it was replayed before */
    @POST
    @Path("/{id}/drop")
    public Response drop(@PathParam("id") String id) {
        return answered(() -> done(id, State.DROPPED, DeadLetterId.parse(id).flatMap(letters::drop)));
    }

    private static Response done(String id, State wanted, Optional<State> state) {
        if (state.isEmpty()) {
            return missing();
        }
        return state.get() == wanted
                ? json(Response.Status.ACCEPTED, Map.of("id", id, "state", state.get()))
                : problem(
                        Response.Status.CONFLICT,
                        "the dead letter " + id + " is " + Json.mapper().convertValue(state.get(), String.class)
                                + " already");
    }

    private static Response answered(Supplier<Response> answer) {
        try {
            return answer.get();
        } catch (PipelineException e) {
            return problem(Response.Status.SERVICE_UNAVAILABLE, e.getMessage());
        }
    }

    private static Response missing() {
        return problem(Response.Status.NOT_FOUND, "no such dead letter, or the broker has forgotten it");
    }

    private static Response problem(Response.Status status, String message) {
        return json(status, Map.of("message", message));
    }

    private static Response json(Response.Status status, Object body) {
        return Response.status(status).entity(Json.bytes(body)).build();
    }
}

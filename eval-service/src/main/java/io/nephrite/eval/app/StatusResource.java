package io.nephrite.eval.app;

import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import io.nephrite.eval.status.StatusBoard;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** How far the work is. */
@Path("/datasets")
@Blocking
class StatusResource {
    private final StatusBoard board;

    StatusResource(StatusBoard board) {
        this.board = board;
    }

    /** Names of the datasets that this instance has heard of. */
    @GET
    public Response datasets() {
        return Response.ok(Json.bytes(board.datasets()), MediaType.APPLICATION_JSON)
                .build();
    }

    /** @return a {@link io.nephrite.core.pipeline.DatasetStatus}; 404 where nothing is known of the dataset */
    @GET
    @Path("/{name}/status")
    public Response status(@PathParam("name") String dataset) {
        try {
            return board.status(dataset)
                    .map(status -> Response.ok(Json.bytes(status), MediaType.APPLICATION_JSON))
                    .orElseGet(() -> Response.status(Response.Status.NOT_FOUND)
                            .entity("nothing is known of dataset " + dataset)
                            .type(MediaType.TEXT_PLAIN))
                    .build();
        } catch (PipelineException e) {
            return Response.status(Response.Status.SERVICE_UNAVAILABLE)
                    .entity(e.getMessage())
                    .type(MediaType.TEXT_PLAIN)
                    .build();
        }
    }
}

package io.nephrite.eval.app;

import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.eval.status.StatusBoard;
import io.nephrite.runtime.login.Roles;
import io.nephrite.runtime.rest.RequestFault;
import io.nephrite.runtime.rest.RequestNames;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** How far the work is. */
@Path("/datasets")
@Blocking
class StatusResource {
    private final StatusBoard board;

    StatusResource(StatusBoard board) {
        this.board = board;
    }

    /** Names of the datasets that this instance has heard of. */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Operation(summary = "Names of the datasets that are known")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(type = SchemaType.ARRAY, implementation = String.class)))
    public Response datasets() {
        return Response.ok(Json.bytes(board.datasets()), MediaType.APPLICATION_JSON)
                .build();
    }

    /**
     * Shows how far the work on a dataset is.
     *
     * @return a {@link DatasetStatus}; 404 where nothing is known of the dataset, 400 where that can be no name
     */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/{name}/status")
    @Operation(summary = "How far the work on a dataset is")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = DatasetStatus.class)))
    public Response status(@PathParam("name") String dataset) {
        return board.status(RequestNames.require("dataset", dataset))
                .map(status -> Response.ok(Json.bytes(status), MediaType.APPLICATION_JSON)
                        .build())
                .orElseThrow(() -> RequestFault.notFound("nothing is known of dataset " + dataset));
    }
}

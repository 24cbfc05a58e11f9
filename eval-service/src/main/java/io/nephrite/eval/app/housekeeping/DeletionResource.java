package io.nephrite.eval.app.housekeeping;

import io.nephrite.core.housekeeping.DatasetDeleter;
import io.nephrite.core.housekeeping.DatasetDeletion;
import io.nephrite.core.json.Json;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.runtime.login.Roles;
import io.nephrite.runtime.rest.RequestFault;
import io.nephrite.runtime.rest.RequestNames;
import io.nephrite.runtime.store.Results;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Deletes whole datasets. */
@Path("/datasets")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class DeletionResource {
    private final DatasetDeleter deleter;
    private final ObjectStore results;

    DeletionResource(DatasetDeleter deleter, @Results ObjectStore results) {
        this.deleter = deleter;
        this.results = results;
    }

    /**
     * Writes down that the dataset is to be deleted, with its uploads; that is done from then on, whoever dies.
     *
     * @param models whether the models of the store that were trained on it go, too
     * @return 202 with a {@link DatasetDeletion}; 404 where there is nothing of such a dataset
     */
    @RolesAllowed(Roles.OPERATOR)
    @DELETE
    @Path("/{name}")
    @Operation(summary = "Deletes a dataset with its uploads and all that was made of it")
    @APIResponse(
            responseCode = "202",
            content =
                    @Content(mediaType = "application/json", schema = @Schema(implementation = DatasetDeletion.class)))
    public Response delete(@PathParam("name") String dataset, @QueryParam("models") boolean models) {
        if (!deleter.knows(RequestNames.require("dataset", dataset), models)) {
            throw RequestFault.notFound("there is nothing of dataset " + dataset);
        }
        return json(Response.Status.ACCEPTED, deleter.request(dataset, models));
    }

    /**
     * Shows how far the deletion of a dataset is.
     *
     * @return a {@link DatasetDeletion}, also when it is at its end; 404 where nobody has asked for one
     */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/{name}/deletion")
    @Operation(summary = "How far the deletion of a dataset is")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(mediaType = "application/json", schema = @Schema(implementation = DatasetDeletion.class)))
    public Response show(@PathParam("name") String dataset) {
        return DatasetDeletion.find(results, RequestNames.require("dataset", dataset))
                .map(deletion -> json(Response.Status.OK, deletion))
                .orElseThrow(() -> RequestFault.notFound("nobody has asked for the deletion of dataset " + dataset));
    }

    private static Response json(Response.Status status, DatasetDeletion deletion) {
        return Response.status(status).entity(Json.bytes(deletion)).build();
    }
}

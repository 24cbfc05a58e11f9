package io.nephrite.ingest.app;

import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.IntakeStatus;
import io.nephrite.core.event.Event;
import io.nephrite.core.json.Json;
import io.nephrite.ingest.step.SealDatasetStep;
import io.nephrite.runtime.login.Roles;
import io.nephrite.runtime.messaging.EventPublisher;
import io.nephrite.runtime.rest.RequestFault;
import io.nephrite.runtime.rest.RequestNames;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Datasets as ingest sees them. */
@Path("/datasets/{name}")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class DatasetResource {
    private final SealDatasetStep sealDataset;
    private final EventPublisher publisher;
    private final IngestConfig config;

    DatasetResource(SealDatasetStep sealDataset, EventPublisher publisher, IngestConfig config) {
        this.sealDataset = sealDataset;
        this.publisher = publisher;
        this.config = config;
    }

    /**
     * Says that the upload has ended: what is there is sealed, or its faults reported, and the work on it goes on where
     * it stopped.
     *
     * @param body nothing, or {@code {"until": stage}}: written to run.json beside dataset.json
     * @return 202 and the dataset's name; 404 where nothing was uploaded; 400 where the body is no goal
     */
    @RolesAllowed(Roles.EDITOR)
    @POST
    @Path("/seal")
    @Operation(summary = "Says that the upload has ended")
    @APIResponse(responseCode = "202", description = "What is there is sealed, or its faults reported")
    public Response seal(@PathParam("name") String name, byte[] body) {
        RequestNames.require("dataset", name);
        Optional<Goal> goal;
        try {
            goal = body == null || body.length == 0 ? Optional.empty() : Optional.of(Goal.parse(body));
        } catch (IllegalArgumentException e) {
            throw RequestFault.badRequest(e);
        }
        Optional<List<Event>> requests = sealDataset.request(name, goal);
        if (requests.isEmpty()) {
            throw RequestFault.notFound("no object of bucket datasets begins with " + name + "/");
        }
        publisher.publish(requests.get());
        try {
            sealDataset.awaitNewVersion(name, config.answerPatience());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Response.accepted(Map.of("id", name)).build();
    }

    /** How far upload and check are. */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Operation(summary = "How far upload and check are")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = IntakeStatus.class)))
    public Response status(@PathParam("name") String name) {
        return sealDataset
                .status(RequestNames.require("dataset", name))
                .map(status -> Response.ok(Json.bytes(status)).build())
                .orElseThrow(() -> RequestFault.notFound("no dataset " + name));
    }
}

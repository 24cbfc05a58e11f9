package io.nephrite.trainer.app;

import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.planning.TrainingEstimate;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.learning.train.StepCost;
import io.nephrite.runtime.job.WorkConfig;
import io.nephrite.runtime.login.Roles;
import io.nephrite.runtime.rest.RequestFault;
import io.nephrite.runtime.rest.RequestNames;
import io.nephrite.runtime.store.Results;
import io.nephrite.trainer.step.TrainingCosts;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** What training a planned version would cost on this machine, from measured steps; takes seconds to minutes. */
@Path("/estimates")
@Blocking
class EstimateResource {
    private static final int STEPS = 2;

    private final ObjectStore results;
    private final TrainerDevice device;
    private final TrainingJobs jobs;
    private final WorkConfig work;

    EstimateResource(@Results ObjectStore results, TrainerDevice device, TrainingJobs jobs, WorkConfig work) {
        this.results = results;
        this.device = device;
        this.jobs = jobs;
        this.work = work;
    }

    /**
     * Measures steps, and says what training a planned version would cost here.
     *
     * @param body {@code {"dataset", "version"}}
     */
    @RolesAllowed(Roles.EDITOR)
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "What training a planned version would cost here, from measured steps")
    @RequestBody(
            required = true,
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Request.class)))
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(mediaType = "application/json", schema = @Schema(implementation = TrainingEstimate.class)))
    @APIResponse(responseCode = "400", description = "Bad Request")
    @APIResponse(responseCode = "503", description = "A job runs, and the measurement would take its memory and time")
    public Response estimate(byte[] body) throws InterruptedException {
        Request request;
        try {
            request = Json.read(body, Request.class);
        } catch (IllegalArgumentException e) {
            throw RequestFault.badRequest(
                    e.getMessage() + "; give dataset and version: {\"dataset\": …, \"version\": …}");
        }
        VersionId id = new VersionId(
                RequestNames.require("dataset", request.dataset()), RequestNames.require("version", request.version()));
        StoredVersion version = new StoredVersion(results, id);
        if (!version.isPlanned()) {
            throw RequestFault.notFound("dataset " + id.dataset() + " has no planned version " + id.version());
        }
        TrainingEstimate estimate = jobs.whileIdle(() -> measured(version))
                .orElseThrow(() -> RequestFault.busy("this trainer runs a job now, and a measurement would take its"
                        + " memory and time; ask again when the job has ended"));
        return Response.ok(Json.bytes(estimate), MediaType.APPLICATION_JSON).build();
    }

    private TrainingEstimate measured(StoredVersion version) {
        return TrainingCosts.estimate(
                version,
                device.get().isGpu() ? "cuda" : "cpu",
                configuration -> StepCost.measure(
                        configuration,
                        version.manifest().labels(),
                        version.manifest().channelNames().size(),
                        version.experiment().training(),
                        device.get(),
                        work.threadsHere(),
                        STEPS));
    }

    /** Which version is asked for. */
    record Request(String dataset, String version) {}
}

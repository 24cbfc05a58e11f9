package io.nephrite.trainer.app;

import io.nephrite.core.job.JobControl;
import io.nephrite.core.json.Json;
import io.nephrite.runtime.login.Roles;
import io.nephrite.runtime.rest.RequestFault;
import io.nephrite.runtime.rest.RequestNames;
import io.nephrite.trainer.step.TrainingExtension;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/**
 * Requests to pause, resume and cancel a training. Answers 202 when the request is stored, 404 if there is no such
 * training.
 */
@Path("/trainings/{id}")
@Blocking
class TrainingResource {
    private final TrainingJobs jobs;
    private final TrainingExtension extension;

    TrainingResource(TrainingJobs jobs, TrainingExtension extension) {
        this.jobs = jobs;
        this.extension = extension;
    }

    /** Stops after the running step, reports the work as failed and forgets the job; checkpoints stay. */
    @RolesAllowed(Roles.OPERATOR)
    @POST
    @Path("/cancel")
    @Operation(summary = "Stops a training and forgets its job; checkpoints stay")
    @APIResponse(responseCode = "202", description = "The request is accepted")
    public Response cancel(@PathParam("id") String trainingId) {
        return control(trainingId, Optional.of(JobControl.CANCEL));
    }

    /** Stops after a checkpoint and waits. */
    @RolesAllowed(Roles.OPERATOR)
    @POST
    @Path("/pause")
    @Operation(summary = "Stops a training after a checkpoint")
    @APIResponse(responseCode = "202", description = "The request is accepted")
    public Response pause(@PathParam("id") String trainingId) {
        return control(trainingId, Optional.of(JobControl.PAUSE));
    }

    /** Goes on where it was paused. */
    @RolesAllowed(Roles.OPERATOR)
    @POST
    @Path("/resume")
    @Operation(summary = "Goes on with a paused training")
    @APIResponse(responseCode = "202", description = "The request is accepted")
    public Response resume(@PathParam("id") String trainingId) {
        return control(trainingId, Optional.empty());
    }

    /**
     * Trains the folds of a finished training's version on, as a new version of the dataset.
     *
     * @param epochs in all, more than it has
     * @return 202 with the key of the experiment that was written; 404 where no such training has ended; 400 where the
     *     epochs are no more than there are
     */
    @RolesAllowed(Roles.OPERATOR)
    @POST
    @Path("/extend")
    @Operation(summary = "Asks for more epochs of a finished training")
    @APIResponse(responseCode = "202", description = "The request is accepted")
    public Response extend(
            @PathParam("id") String trainingId,
            @QueryParam("dataset") String dataset,
            @QueryParam("epochs") int epochs) {
        RequestNames.require("training", trainingId);
        if (dataset == null) {
            throw RequestFault.badRequest("give the dataset: ?dataset=NAME&epochs=N");
        }
        RequestNames.require("dataset", dataset);
        try {
            return extension
                    .request(dataset, trainingId, epochs)
                    .map(key -> accepted(Map.of("id", trainingId, "experiment", key)))
                    .orElseThrow(() ->
                            RequestFault.notFound("dataset " + dataset + " has no finished training " + trainingId));
        } catch (IllegalArgumentException e) {
            throw RequestFault.badRequest(e);
        }
    }

    private Response control(String trainingId, Optional<JobControl> wish) {
        if (!jobs.control(RequestNames.require("training", trainingId), wish)) {
            throw RequestFault.notFound("no open training " + trainingId);
        }
        return accepted(Map.of("id", trainingId));
    }

    private static Response accepted(Map<String, String> body) {
        return Response.accepted(Json.bytes(body))
                .type(MediaType.APPLICATION_JSON)
                .build();
    }
}

package io.nephrite.trainer.app;

import io.nephrite.core.job.JobControl;
import io.nephrite.trainer.step.TrainingExtension;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** What people may want of a training. Answers 202 when the wish is written, 404 where there is no such training. */
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
    @POST
    @Path("/cancel")
    public Response cancel(@PathParam("id") String trainingId) {
        return answer(trainingId, jobs.control(trainingId, Optional.of(JobControl.CANCEL)));
    }

    /** Stops after a checkpoint and waits. */
    @POST
    @Path("/pause")
    public Response pause(@PathParam("id") String trainingId) {
        return answer(trainingId, jobs.control(trainingId, Optional.of(JobControl.PAUSE)));
    }

    /** Goes on where it was paused. */
    @POST
    @Path("/resume")
    public Response resume(@PathParam("id") String trainingId) {
        return answer(trainingId, jobs.control(trainingId, Optional.empty()));
    }

    /**
     * Trains the folds of a finished training's version on, as a new version of the dataset.
     *
     * @param epochs in all, more than it has
     * @return 202 with the key of the experiment that was written; 404 where no such training has ended; 400 where the
     *     epochs are no more than there are
     */
    @POST
    @Path("/extend")
    public Response extend(
            @PathParam("id") String trainingId,
            @QueryParam("dataset") String dataset,
            @QueryParam("epochs") int epochs) {
        if (dataset == null) {
            return text(Response.Status.BAD_REQUEST, "give the dataset: ?dataset=NAME&epochs=N");
        }
        try {
            return extension
                    .request(dataset, trainingId, epochs)
                    .map(key -> text(Response.Status.ACCEPTED, key))
                    .orElseGet(() -> text(
                            Response.Status.NOT_FOUND,
                            "dataset " + dataset + " has no finished training " + trainingId));
        } catch (IllegalArgumentException e) {
            return text(Response.Status.BAD_REQUEST, e.getMessage());
        }
    }

    private static Response answer(String trainingId, boolean found) {
        return found
                ? text(Response.Status.ACCEPTED, trainingId)
                : text(Response.Status.NOT_FOUND, "no open training " + trainingId);
    }

    private static Response text(Response.Status status, String text) {
        return Response.status(status).entity(text).type(MediaType.TEXT_PLAIN).build();
    }
}

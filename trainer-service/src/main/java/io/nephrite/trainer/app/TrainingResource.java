package io.nephrite.trainer.app;

import io.nephrite.core.pipeline.job.JobControl;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** What people may want of a training. Answers 202 when the wish is written, 404 where no such training is open. */
@Path("/trainings/{id}")
@Blocking
class TrainingResource {
    private final TrainingJobs jobs;

    TrainingResource(TrainingJobs jobs) {
        this.jobs = jobs;
    }

    /** Stops after the running step and forgets the job; checkpoints stay. */
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

    private static Response answer(String trainingId, boolean found) {
        return found
                ? Response.accepted(trainingId).type(MediaType.TEXT_PLAIN).build()
                : Response.status(Response.Status.NOT_FOUND)
                        .entity("no open training " + trainingId)
                        .type(MediaType.TEXT_PLAIN)
                        .build();
    }
}

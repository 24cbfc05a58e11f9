package io.nephrite.trainer.app;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.core.store.ObjectStore.NoSuchObjectException;
import io.nephrite.learning.network.TorchDevice;
import io.nephrite.learning.train.StepCost;
import io.nephrite.runtime.job.WorkConfig;
import io.nephrite.runtime.store.Results;
import io.nephrite.trainer.step.TrainingEstimate;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** What training a planned version would cost on this machine, from measured steps; takes seconds to minutes. */
@Path("/estimates")
@Blocking
class EstimateResource {
    private static final int STEPS = 2;

    private final ObjectStore results;
    private final WorkConfig work;

    EstimateResource(@Results ObjectStore results, WorkConfig work) {
        this.results = results;
        this.work = work;
    }

    /** @param request {@code {"dataset", "version"}} */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response estimate(Request request) {
        try {
            StoredVersion version = new StoredVersion(results, new VersionId(request.dataset(), request.version()));
            TorchDevice device = TorchDevice.best();
            TrainingEstimate estimate = TrainingEstimate.of(
                    version,
                    device == TorchDevice.GPU ? "cuda" : "cpu",
                    configuration -> StepCost.measure(
                            configuration,
                            version.manifest().labels(),
                            version.manifest().channelNames().size(),
                            version.experiment().training(),
                            device,
                            work.threadsHere(),
                            STEPS));
            return Response.ok(Json.bytes(estimate), MediaType.APPLICATION_JSON).build();
        } catch (NoSuchObjectException e) {
            return problem(Response.Status.NOT_FOUND, "version is not planned: " + e.getMessage());
        } catch (PipelineException e) {
            boolean badInput = e.code().kind() == FailureCode.Kind.BAD_INPUT;
            return problem(badInput ? Response.Status.BAD_REQUEST : Response.Status.CONFLICT, e.getMessage());
        }
    }

    private static Response problem(Response.Status status, String message) {
        return Response.status(status)
                .entity(message)
                .type(MediaType.TEXT_PLAIN)
                .build();
    }

    /** Which version is asked for. */
    record Request(String dataset, String version) {}
}

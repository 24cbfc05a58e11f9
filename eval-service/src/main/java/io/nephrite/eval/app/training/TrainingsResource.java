package io.nephrite.eval.app.training;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.identity.VersionId;
import io.nephrite.core.job.OpenJobs;
import io.nephrite.core.job.TrainerJobs;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.CurrentVersion;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.core.pipeline.DatasetStatus.FoldProgress;
import io.nephrite.core.pipeline.FoldState;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.report.AddressPart;
import io.nephrite.eval.status.StatusBoard;
import io.nephrite.runtime.login.Roles;
import io.nephrite.runtime.rest.RequestFault;
import io.nephrite.runtime.rest.RequestNames;
import io.nephrite.runtime.store.Results;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/**
 * The trainings of a dataset's newest version, with requests to pause, resume, cancel and extend them. A request is
 * passed on to the trainer's own REST interface, and its answer is returned: so there is one way to pause a training.
 * Only trainings of the dataset that the request names can be reached.
 */
@Path("/datasets/{name}/trainings")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class TrainingsResource {
    private final ObjectStore results;
    private final StatusBoard board;
    private final TrainerClient trainer;

    TrainingsResource(@Results ObjectStore results, StatusBoard board, TrainerClient trainer) {
        this.results = results;
        this.board = board;
        this.trainer = trainer;
    }

    /**
     * One training.
     *
     * @param id what the trainer calls it
     * @param isOpen whether it is a job that has not ended
     * @param isPaused whether somebody wants it to wait
     * @param etaSeconds to its end; absent where that is not known, or nothing is trained
     */
    public record FoldTraining(
            String id,
            String configuration,
            String fold,
            FoldState state,
            String reason,
            int epoch,
            int epochs,
            OptionalDouble etaSeconds,
            boolean isOpen,
            boolean isPaused) {}

    /**
     * Lists the trainings of the newest version.
     *
     * @return by configuration and fold; none before planning; 404 where no version is sealed
     */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Operation(summary = "The trainings of the newest version, with what can be done with each")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(type = SchemaType.ARRAY, implementation = FoldTraining.class)))
    public Response list(@PathParam("name") String name) {
        return Response.ok(Json.bytes(trainings(name))).build();
    }

    private List<FoldTraining> trainings(String name) {
        VersionId version = CurrentVersion.find(results, RequestNames.require("dataset", name))
                .map(current -> current.of(name))
                .orElseThrow(() -> RequestFault.notFound("no version of dataset " + name + " is sealed yet"));
        StoredVersion stored = new StoredVersion(results, version);
        Optional<DatasetStatus> status = board.status(name);
        if (!stored.isPlanned() || status.isEmpty()) {
            return List.of();
        }
        OpenJobs jobs = new OpenJobs(results, TrainerJobs.QUEUE);
        Set<String> open = jobs.ids();
        Set<String> paused = jobs.paused().keySet();
        return stored.planning().configurations().stream()
                .flatMap(configuration -> configuration.trainings().stream()
                        .flatMap(planned -> status.get().folds().stream()
                                .filter(fold -> fold.configuration().equals(configuration.name())
                                        && fold.fold().equals(planned.fold()))
                                .map(fold -> training(
                                        planned.trainingId(),
                                        fold,
                                        isAmong(open, planned.trainingId()),
                                        isAmong(paused, planned.trainingId())))))
                .toList();
    }

    private static boolean isAmong(Set<String> jobs, String trainingId) {
        return jobs.stream().anyMatch(id -> id.startsWith(TrainerJobs.prefix(trainingId)));
    }

    private static FoldTraining training(String id, FoldProgress fold, boolean isOpen, boolean isPaused) {
        return new FoldTraining(
                id,
                fold.configuration(),
                fold.fold(),
                isOpen && isPaused ? FoldState.PAUSED : fold.state(),
                isOpen && isPaused && fold.state() != FoldState.PAUSED ? "somebody has paused it" : fold.reason(),
                fold.epoch(),
                fold.epochs(),
                isOpen && !isPaused ? fold.etaSeconds() : OptionalDouble.empty(),
                isOpen,
                isPaused);
    }

    @RolesAllowed(Roles.OPERATOR)
    @POST
    @Path("/{id}/pause")
    @Operation(summary = "Stops a training after a checkpoint")
    @APIResponse(responseCode = "202", description = "The trainer has accepted the request")
    public Response pause(@PathParam("name") String name, @PathParam("id") String id) {
        return ask(name, id, "pause");
    }

    @RolesAllowed(Roles.OPERATOR)
    @POST
    @Path("/{id}/resume")
    @Operation(summary = "Goes on with a paused training")
    @APIResponse(responseCode = "202", description = "The trainer has accepted the request")
    public Response resume(@PathParam("name") String name, @PathParam("id") String id) {
        return ask(name, id, "resume");
    }

    @RolesAllowed(Roles.OPERATOR)
    @POST
    @Path("/{id}/cancel")
    @Operation(summary = "Stops a training and forgets its job; checkpoints stay")
    @APIResponse(responseCode = "202", description = "The trainer has accepted the request")
    public Response cancel(@PathParam("name") String name, @PathParam("id") String id) {
        return ask(name, id, "cancel");
    }

    /**
     * Extends a training by more epochs.
     *
     * @param epochs in all, more than there are
     */
    @RolesAllowed(Roles.OPERATOR)
    @POST
    @Path("/{id}/extend")
    @Operation(summary = "Asks for more epochs of all folds, as a new version of the dataset")
    @APIResponse(responseCode = "202", description = "The trainer has accepted the request")
    public Response extend(
            @PathParam("name") String name, @PathParam("id") String id, @QueryParam("epochs") int epochs) {
        return ask(name, id, "extend?dataset=" + AddressPart.of(name) + "&epochs=" + epochs);
    }

    private Response ask(String name, String id, String wish) {
        if (trainings(name).stream().noneMatch(training -> training.id().equals(id))) {
            throw RequestFault.notFound("the newest version of dataset " + name + " has no such training");
        }
        HttpResponse<byte[]> answer = trainer.post("/trainings/" + id + "/" + wish);
        return switch (answer.statusCode()) {
            case 202 -> Response.accepted(answer.body()).build();
            case 400 -> throw RequestFault.badRequest(detail(answer));
            case 404 -> throw RequestFault.notFound(detail(answer));
            case 409 -> throw RequestFault.conflict(detail(answer));
            default ->
                throw RequestFault.busy(
                        "the trainer answers " + answer.statusCode() + ": " + detail(answer) + "; ask again");
        };
    }

    /** What the trainer says; every fault of a service is a JSON document with a detail. */
    private static String detail(HttpResponse<byte[]> answer) {
        try {
            JsonNode detail = Json.tree(answer.body()).path("detail");
            return detail.isTextual() ? detail.asText() : "it gives no reason";
        } catch (IllegalArgumentException e) {
            return "it gives no reason";
        }
    }
}

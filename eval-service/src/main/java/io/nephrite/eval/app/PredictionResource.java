package io.nephrite.eval.app;

import io.nephrite.core.event.ImagePredictionRequested;
import io.nephrite.core.job.OpenJobs;
import io.nephrite.core.job.TrainerJobs;
import io.nephrite.core.json.Json;
import io.nephrite.core.model.ImagesToPredict;
import io.nephrite.core.model.NamedModel;
import io.nephrite.core.pipeline.ImagePredictionRecord;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.app.model.RequestedModel;
import io.nephrite.runtime.login.Roles;
import io.nephrite.runtime.messaging.EventPublisher;
import io.nephrite.runtime.rest.RequestFault;
import io.nephrite.runtime.rest.RequestNames;
import io.nephrite.runtime.store.Datasets;
import io.nephrite.runtime.store.Results;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/**
 * Predictions of images that lie in the bucket of uploads below {@code _predict/<model>/}. Asking takes no longer than
 * writing an event, whatever the trainers work on.
 */
@Path("/predictions")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class PredictionResource {
    private final ObjectStore datasets;
    private final ObjectStore results;
    private final EventPublisher publisher;

    PredictionResource(@Datasets ObjectStore datasets, @Results ObjectStore results, EventPublisher publisher) {
        this.datasets = datasets;
        this.results = results;
        this.publisher = publisher;
    }

    /**
     * What is to be predicted with what.
     *
     * @param model a dataset, {@code <dataset>.<version>}, or the id or a name of a model of the store
     * @param caseId of an image whose files lie below {@code _predict/<model>/}
     */
    public record Wish(String model, String caseId) {}

    /**
     * How far a prediction is.
     *
     * @param state {@code done}, {@code open} where a trainer has it among its jobs, or {@code unknown} where it has
     *     not been asked for, has just been asked for, or has failed: {@code /datasets/<name>/status} names failures
     * @param prediction key of the label map in bucket {@code nephrite}, where it is done
     * @param record what lies beside it
     */
    public record Progress(String state, Optional<String> prediction, Optional<ImagePredictionRecord> record) {}

    /**
     * Asks for the prediction of an uploaded image.
     *
     * @return 202 with the address where the prediction's progress is to be seen; 404 where there is no such model or
     *     image, 409 where the name means several models
     */
    @RolesAllowed(Roles.EDITOR)
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Asks for the prediction of an image that lies below _predict/<model>/ in the bucket of uploads")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(implementation = Wish.class)))
    @APIResponse(
            responseCode = "202",
            description = "The prediction is requested; Location is the address of its progress")
    public Response ask(byte[] body) {
        Wish wish;
        try {
            wish = Json.read(body, Wish.class);
        } catch (IllegalArgumentException e) {
            throw RequestFault.badRequest(e);
        }
        ImagePredictionRequested request = request(wish.model(), wish.caseId());
        publisher.publish(List.of(request));
        return Response.accepted(Json.bytes(wish))
                .location(URI.create("/predictions/" + wish.model() + "/" + wish.caseId()))
                .type(MediaType.APPLICATION_JSON)
                .build();
    }

    /**
     * Shows how far the prediction of an image is.
     *
     * @return a {@link Progress}; 404 where there is no such model or image
     */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/{model}/{case}")
    @Operation(summary = "How far the prediction of an image is, and its document when it is done")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Progress.class)))
    public Response show(@PathParam("model") String model, @PathParam("case") String caseId) {
        ImagePredictionRequested request = request(model, caseId);
        Optional<ImagePredictionRecord> made = ImagePredictionRecord.find(results, model, caseId)
                .filter(record -> record.contentId().equals(request.files().contentId()));
        boolean isOpen = new OpenJobs(results, TrainerJobs.QUEUE)
                .ids()
                .contains(TrainerJobs.of(request).id());
        String state = isOpen ? "open" : made.isPresent() ? "done" : "unknown";
        Optional<ImagePredictionRecord> shown = made.filter(record -> !isOpen);
        return Response.ok(
                        Json.bytes(new Progress(state, shown.flatMap(ImagePredictionRecord::prediction), shown)),
                        MediaType.APPLICATION_JSON)
                .build();
    }

    private ImagePredictionRequested request(String model, String caseId) {
        NamedModel named = RequestedModel.predicting(results, model);
        RequestNames.require("case", caseId);
        return new ImagesToPredict(datasets, named, model)
                .of(caseId)
                .orElseThrow(
                        () -> RequestFault.notFound("there is no image " + caseId + " with all channels of the model ("
                                + String.join(", ", named.channels()) + "); expected "
                                + ObjectKeys.imagesToPredict(model) + caseId
                                + "_0000.nii.gz and so on in the bucket of uploads"));
    }
}

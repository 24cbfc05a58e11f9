package io.nephrite.eval.app.page;

import io.nephrite.core.event.ImagePredictionRequested;
import io.nephrite.core.event.Work;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import io.nephrite.core.model.ImagesToPredict;
import io.nephrite.core.model.NamedModel;
import io.nephrite.core.model.StoredModels;
import io.nephrite.core.pipeline.DatasetStatus;
import io.nephrite.core.pipeline.DatasetStatus.Failure;
import io.nephrite.core.pipeline.ImagePredictionRecord;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.app.model.RequestedModel;
import io.nephrite.eval.status.StatusBoard;
import io.nephrite.runtime.login.Roles;
import io.nephrite.runtime.rest.RequestFault;
import io.nephrite.runtime.rest.RequestNames;
import io.nephrite.runtime.store.Datasets;
import io.nephrite.runtime.store.Results;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Which models can predict, and what they have predicted. */
@Path("/predictions")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class ModelPredictionsResource {
    private static final Set<Work> PREDICTING = Set.of(Work.PREDICT_IMAGE, Work.REQUEST_IMAGE_PREDICTION);
    private static final String JSON = ".json";
    private static final String OF_THE_STORE = "model of the store";

    private final ObjectStore datasets;
    private final ObjectStore results;
    private final StatusBoard board;

    ModelPredictionsResource(@Datasets ObjectStore datasets, @Results ObjectStore results, StatusBoard board) {
        this.datasets = datasets;
        this.results = results;
        this.board = board;
    }

    /**
     * A name under which images can be sent.
     *
     * @param name first part of the images' keys
     * @param kind what the name means, such as {@code newest choice of the dataset}
     * @param channels that an image needs, in order; none where the model cannot be used
     * @param problem why no image can be sent to it; empty where images can be
     */
    public record PredictingModel(String name, String kind, List<String> channels, String problem) {}

    @RolesAllowed(Roles.VIEWER)
    @GET
    @Operation(
            summary = "The models that can predict images, by the names under which images are sent to them,"
                    + " and those that cannot be used, with the reason")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(type = SchemaType.ARRAY, implementation = PredictingModel.class)))
    public Response models() {
        List<PredictingModel> models = new ArrayList<>();
        for (String name : results.folders("")) {
            if (!name.startsWith("_")) {
                add(models, name, "newest choice of the dataset", named -> !named.isStored());
            }
        }
        StoredModels.Listing stored = new StoredModels(results).list();
        for (StoredModels.Entry entry : stored.entries()) {
            String dataset = entry.manifest().dataset() + ".";
            for (String alias : entry.aliases()) {
                add(models, dataset + alias, "name of the model " + entry.id(), named -> true);
            }
            add(models, dataset + entry.id(), OF_THE_STORE, named -> true);
        }
        for (StoredModels.Broken broken : stored.broken()) {
            models.add(new PredictingModel(
                    broken.dataset() + "." + broken.id(), OF_THE_STORE, List.of(), broken.problem()));
        }
        return Response.ok(Json.bytes(models)).build();
    }

    /** A model that cannot be read is listed with the reason, so that people see why it cannot be used. */
    private void add(List<PredictingModel> models, String name, String kind, Predicate<NamedModel> isMeant) {
        try {
            NamedModel.find(results, name)
                    .filter(isMeant)
                    .ifPresent(named -> models.add(new PredictingModel(name, kind, named.channels(), "")));
        } catch (PipelineException e) {
            if (e.code().kind().isWaitedFor()) {
                throw e;
            }
            models.add(new PredictingModel(name, kind, List.of(), e.getMessage()));
        } catch (IllegalArgumentException e) { // a document of it is not what it should be
            models.add(new PredictingModel(name, kind, List.of(), e.getMessage()));
        }
    }

    /**
     * Lists the images that a model has predicted.
     *
     * @return names of the images, ascending; 404 where there is no such model, and none has predicted by its name
     */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/{model}")
    @Operation(summary = "The images that a model has predicted")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(type = SchemaType.ARRAY, implementation = String.class)))
    public Response predicted(@PathParam("model") String model) {
        String folder = ObjectKeys.imagePredictions(RequestNames.require("model", model));
        List<String> images = results.list(folder).stream()
                .flatMap(object -> ObjectKeys.below(folder, object.key()).stream())
                .filter(name -> name.endsWith(JSON) && name.indexOf('/') < 0)
                .map(name -> name.substring(0, name.length() - JSON.length()))
                .toList();
        if (images.isEmpty()) {
            RequestedModel.predicting(results, model);
        }
        return Response.ok(Json.bytes(images)).build();
    }

    /**
     * Sends the predicted label map.
     *
     * @return the label map's file; 404 where it is not there
     */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/{model}/{case}/volume")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "The predicted label map, in the format of the model's dataset")
    @APIResponse(responseCode = "200", description = "The file, with its name")
    public Response volume(@PathParam("model") String model, @PathParam("case") String caseId) {
        RequestNames.require("model", model);
        RequestNames.require("case", caseId);
        String key = ImagePredictionRecord.find(results, model, caseId)
                .flatMap(ImagePredictionRecord::prediction)
                .filter(results::exists)
                .orElseThrow(() -> {
                    RequestedModel.predicting(results, model);
                    return RequestFault.notFound("model " + model + " has predicted no image " + caseId);
                });
        String name = key.substring(key.lastIndexOf('/') + 1);
        StreamingOutput file = out -> {
            try (InputStream in = results.get(key)) {
                in.transferTo(out);
            }
        };
        return Response.ok(file)
                .header("Content-Disposition", AttachedFile.header(name))
                .build();
    }

    /**
     * Shows why an image is not predicted.
     *
     * @return failures since the image was put, the newest last
     */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/{model}/{case}/failures")
    @Operation(summary = "Why an image is not predicted")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(type = SchemaType.ARRAY, implementation = Failure.class)))
    public Response failures(@PathParam("model") String model, @PathParam("case") String caseId) {
        NamedModel named = RequestedModel.predicting(results, model);
        Instant put = new ImagesToPredict(datasets, named, model)
                .of(RequestNames.require("case", caseId))
                .map(ImagePredictionRequested::files)
                .flatMap(files -> datasets.stat(files.images().get(0).key()))
                .map(ObjectInfo::lastModified)
                .orElse(Instant.EPOCH);
        List<Failure> failures = board.status(named.dataset()).map(DatasetStatus::failures).orElse(List.of()).stream()
                .filter(failure -> failure.work().filter(PREDICTING::contains).isPresent()
                        && failure.caseId().filter(caseId::equals).isPresent()
                        && !failure.time().isBefore(put))
                .toList();
        return Response.ok(Json.bytes(failures)).build();
    }
}

package io.nephrite.eval.app;

import io.nephrite.core.json.Json;
import io.nephrite.core.model.ModelManifest;
import io.nephrite.core.model.ModelPlace;
import io.nephrite.core.model.StoredModels;
import io.nephrite.core.model.StoredModels.Entry;
import io.nephrite.core.store.FolderObjectStore;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.app.model.RequestedModel;
import io.nephrite.runtime.login.Roles;
import io.nephrite.runtime.store.Results;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Trained models in the store. A model is never changed; names point to models. */
@Path("/models")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class ModelResource {
    private static final String ZIP = "application/zip";

    private final StoredModels models;

    ModelResource(@Results ObjectStore results) {
        this.models = new StoredModels(results);
    }

    /**
     * A model of the list.
     *
     * @param manifest absent where it cannot be read
     * @param problem why it cannot; empty where it can
     */
    public record ListedModel(
            String dataset, String id, List<String> aliases, Optional<ModelManifest> manifest, String problem) {
        private static ListedModel of(Entry entry) {
            return new ListedModel(
                    entry.manifest().dataset(), entry.id(), entry.aliases(), Optional.of(entry.manifest()), "");
        }

        private static ListedModel of(StoredModels.Broken broken) {
            return new ListedModel(broken.dataset(), broken.id(), broken.aliases(), Optional.empty(), broken.problem());
        }
    }

    /**
     * Lists all models.
     *
     * @return by dataset, then by id; those that are broken come last
     */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Operation(
            summary = "All models, each with the names that point to it and the hashes of its files, or with what is"
                    + " wrong with it")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(type = SchemaType.ARRAY, implementation = ListedModel.class)))
    public Response list() {
        StoredModels.Listing listing = models.list();
        return json(
                Response.Status.OK,
                Stream.concat(
                                listing.entries().stream().map(ListedModel::of),
                                listing.broken().stream().map(ListedModel::of))
                        .toList());
    }

    /**
     * Shows one model.
     *
     * @param name an id, or a name such as latest; 404 where there is no such model
     */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/{dataset}/{name}")
    @Operation(summary = "One model, by its id or by a name that points to it")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Entry.class)))
    public Response show(@PathParam("dataset") String dataset, @PathParam("name") String name) {
        return json(Response.Status.OK, RequestedModel.stored(models, dataset, name));
    }

    /**
     * Sends a model as an archive.
     *
     * @return the model folder as a zip archive, every byte checked before it is sent
     */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/{dataset}/{name}/archive")
    @Produces(ZIP)
    @Operation(summary = "The model folder as a zip archive, as `predict` takes it")
    @APIResponse(responseCode = "200", content = @Content(mediaType = ZIP))
    public Response archive(@PathParam("dataset") String dataset, @PathParam("name") String name) throws IOException {
        Entry model = RequestedModel.stored(models, dataset, name);
        java.nio.file.Path archive = Files.createTempFile("nephrite-model", ".zip");
        try (ModelPlace place = ModelPlace.temporary()) {
            models.fetch(model, new FolderObjectStore(place.folder()));
            place.pack(model.manifest(), archive);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(archive);
            throw e;
        }
        StreamingOutput sending = out -> {
            try {
                Files.copy(archive, out);
            } finally {
                Files.deleteIfExists(archive);
            }
        };
        return Response.ok(sending, ZIP)
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"" + model.manifest().dataset() + "-" + model.id() + ".zip\"")
                .build();
    }

    /**
     * Puts a model into the store.
     *
     * @return 201 with the model's id; 400 where the archive holds no whole model
     */
    @RolesAllowed(Roles.EDITOR)
    @POST
    @Consumes({ZIP, MediaType.APPLICATION_OCTET_STREAM})
    @Operation(
            summary =
                    "Puts a model into the store: a zip archive of a model folder, as `models export --to zip` makes it")
    @RequestBody(content = @Content(mediaType = ZIP))
    @APIResponse(
            responseCode = "201",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Entry.class)))
    public Response add(InputStream body) throws IOException {
        java.nio.file.Path archive = Files.createTempFile("nephrite-model", ".zip");
        try {
            Files.copy(body, archive, StandardCopyOption.REPLACE_EXISTING);
            try (ModelPlace place = ModelPlace.open(archive)) {
                return json(Response.Status.CREATED, models.put(new FolderObjectStore(place.folder())));
            }
        } finally {
            Files.deleteIfExists(archive);
        }
    }

    /** Lets a name point to a model, whatever it pointed to before. */
    @RolesAllowed(Roles.EDITOR)
    @PUT
    @Path("/{dataset}/{name}/aliases/{alias}")
    @Operation(summary = "Lets a further name point to a model")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Entry.class)))
    public Response alias(
            @PathParam("dataset") String dataset, @PathParam("name") String name, @PathParam("alias") String alias) {
        Entry model = RequestedModel.stored(models, dataset, name);
        models.alias(dataset, alias, model.id());
        return json(Response.Status.OK, RequestedModel.stored(models, dataset, model.id()));
    }

    /**
     * Deletes a model.
     *
     * @return 200 with the id of the model that is gone; 404 if there is no such model
     */
    @RolesAllowed(Roles.OPERATOR)
    @DELETE
    @Path("/{dataset}/{name}")
    @Operation(summary = "Removes a model and the names that point to it")
    @APIResponse(responseCode = "200", description = "JSON")
    public Response delete(@PathParam("dataset") String dataset, @PathParam("name") String name) {
        return json(Response.Status.OK, Map.of("id", RequestedModel.deleted(models, dataset, name)));
    }

    private static Response json(Response.Status status, Object body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(Json.bytes(body))
                .build();
    }
}

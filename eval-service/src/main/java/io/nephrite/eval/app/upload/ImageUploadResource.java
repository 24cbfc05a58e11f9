package io.nephrite.eval.app.upload;

import io.nephrite.core.json.Json;
import io.nephrite.core.model.NamedModel;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.app.model.RequestedModel;
import io.nephrite.eval.upload.OfferedFile;
import io.nephrite.eval.upload.OfferedImages;
import io.nephrite.runtime.login.Roles;
import io.nephrite.runtime.rest.RequestFault;
import io.nephrite.runtime.store.Datasets;
import io.nephrite.runtime.store.Results;
import io.nephrite.s3.PutAddresses;
import io.nephrite.s3.PutAddresses.PutAddress;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/**
 * Uploads of images from a browser, for one model to predict. An address is only ever of a file directly below
 * {@code _predict/<model>/} of the one model that the request names.
 */
@Path("/uploads/images/{model}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class ImageUploadResource {
    private final ObjectStore datasets;
    private final ObjectStore results;
    private final PutAddresses addresses;

    ImageUploadResource(@Datasets ObjectStore datasets, @Results ObjectStore results, PutAddresses addresses) {
        this.datasets = datasets;
        this.results = results;
        this.addresses = addresses;
    }

    /** Files that somebody has chosen. */
    public record Images(List<OfferedFile> files) {}

    /**
     * Checks the names of images before they are sent.
     *
     * @return an {@link OfferedImages.Check}; 404 where there is no such model
     */
    @RolesAllowed(Roles.EDITOR)
    @POST
    @Path("/check")
    @Operation(
            summary = "Checks the names of images before they are sent, and says what of them the store holds already")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(implementation = Images.class)))
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = OfferedImages.Check.class)))
    public Response check(@PathParam("model") String name, InputStream body) {
        NamedModel model = RequestedModel.predicting(results, name);
        Images images = UploadBody.read(body, Images.class);
        Map<String, ObjectInfo> stored = StoredFiles.below(datasets, ObjectKeys.imagesToPredict(name));
        try {
            return json(
                    OfferedImages.check(images.files() == null ? List.of() : images.files(), model.channels(), stored));
        } catch (IllegalArgumentException e) {
            throw RequestFault.badRequest(e);
        }
    }

    /**
     * Signs an address for one image.
     *
     * @return a {@link PutAddress}; 400 where the name can be none of an image's file
     */
    @RolesAllowed(Roles.EDITOR)
    @POST
    @Path("/address")
    @Operation(summary = "A signed address to which one image of the model can be put for a quarter of an hour")
    @RequestBody(
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = DatasetUploadResource.Wish.class)))
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = PutAddress.class)))
    public Response address(@PathParam("model") String name, InputStream body) {
        RequestedModel.predicting(results, name);
        String file = UploadBody.read(body, DatasetUploadResource.Wish.class).path();
        try {
            return json(addresses.of(ObjectKeys.imagesToPredict(name) + OfferedImages.requireName(file)));
        } catch (IllegalArgumentException e) {
            throw RequestFault.badRequest(e);
        }
    }

    private static Response json(Object body) {
        return Response.ok(Json.bytes(body)).build();
    }
}

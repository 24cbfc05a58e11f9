package io.nephrite.eval.app.upload;

import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.upload.OfferedFile;
import io.nephrite.eval.upload.OfferedFolder;
import io.nephrite.runtime.login.Roles;
import io.nephrite.runtime.rest.RequestFault;
import io.nephrite.runtime.rest.RequestNames;
import io.nephrite.runtime.store.Datasets;
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
 * Uploads of datasets from a browser: the names are checked here, and the files go straight to the store, each to a
 * signed address. An address is only ever of a file of the one dataset that the request names.
 */
@Path("/uploads/datasets/{name}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class DatasetUploadResource {
    private final ObjectStore datasets;
    private final PutAddresses addresses;

    DatasetUploadResource(@Datasets ObjectStore datasets, PutAddresses addresses) {
        this.datasets = datasets;
        this.addresses = addresses;
    }

    /**
     * A folder that somebody has chosen.
     *
     * @param documents text of dataset.json (or kits.json) and experiment.json, by path
     */
    public record Folder(List<OfferedFile> files, Map<String, String> documents) {}

    /**
     * A file that somebody is about to upload.
     *
     * @param path of the file, relative to the dataset's folder
     */
    public record Wish(String path) {}

    /**
     * Checks the names of a folder before it is sent.
     *
     * @return an {@link OfferedFolder.Check}; 400 where the name can be none of a dataset
     */
    @RolesAllowed(Roles.EDITOR)
    @POST
    @Path("/check")
    @Operation(summary = "Checks the names of a folder before it is sent, and says what of it the store holds already")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(implementation = Folder.class)))
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = OfferedFolder.Check.class)))
    public Response check(@PathParam("name") String name, InputStream body) {
        String dataset = dataset(name);
        Folder folder = UploadBody.read(body, Folder.class);
        try {
            OfferedFolder offered = new OfferedFolder(
                    folder.files() == null ? List.of() : folder.files(),
                    folder.documents() == null ? Map.of() : folder.documents());
            return json(offered.check(StoredFiles.below(datasets, ObjectKeys.uploads(dataset))));
        } catch (IllegalArgumentException e) {
            throw RequestFault.badRequest(e);
        }
    }

    /**
     * Signs an address for one file of the dataset.
     *
     * @return a {@link PutAddress}; 400 where the path is none of a file inside the dataset's folder
     */
    @RolesAllowed(Roles.EDITOR)
    @POST
    @Path("/address")
    @Operation(summary = "A signed address to which one file of the dataset can be put for a quarter of an hour")
    @RequestBody(content = @Content(mediaType = "application/json", schema = @Schema(implementation = Wish.class)))
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = PutAddress.class)))
    public Response address(@PathParam("name") String name, InputStream body) {
        String dataset = dataset(name);
        String path = UploadBody.read(body, Wish.class).path();
        if (path == null
                || !FileNames.isSafePath(path)
                || FileNames.isDebris(path)
                || !FileNames.mayBelongToDataset(path)) {
            throw RequestFault.badRequest("a file of a dataset needs " + FileNames.SAFE_PATH
                    + ", and the ending of an image or a document, found "
                    + (path == null ? "none" : FileNames.printable(path)));
        }
        return json(addresses.of(ObjectKeys.upload(dataset, path)));
    }

    private static String dataset(String name) {
        return RequestNames.require("dataset", name);
    }

    private static Response json(Object body) {
        return Response.ok(Json.bytes(body)).build();
    }
}

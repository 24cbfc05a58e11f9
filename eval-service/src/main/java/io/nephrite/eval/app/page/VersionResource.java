package io.nephrite.eval.app.page;

import io.nephrite.core.identity.VersionId;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.report.DatasetVersions;
import io.nephrite.eval.report.TrainedModel;
import io.nephrite.runtime.login.Roles;
import io.nephrite.runtime.rest.RequestFault;
import io.nephrite.runtime.rest.RequestNames;
import io.nephrite.runtime.store.Results;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** The sealed versions of a dataset. */
@Path("/datasets/{name}/versions")
@Blocking
class VersionResource {
    private final ObjectStore results;
    private final DatasetVersions versions;

    VersionResource(@Results ObjectStore results, DatasetVersions versions) {
        this.results = results;
        this.versions = versions;
    }

    @RolesAllowed(Roles.VIEWER)
    @GET
    @Operation(summary = "The sealed versions of a dataset, the newest first")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(type = SchemaType.ARRAY, implementation = DatasetVersions.Listed.class)))
    public Response versions(@PathParam("name") String name) {
        return Response.ok(Json.bytes(versions.list(RequestNames.require("dataset", name))), MediaType.APPLICATION_JSON)
                .build();
    }

    /** What a version has trained, to be used elsewhere. */
    @GET
    @Path("/{version}/model.zip")
    @RolesAllowed(Roles.VIEWER)
    @Operation(summary = "The documents and final weights of a version as a zip archive, as `predict` takes it")
    @APIResponse(responseCode = "200", content = @Content(mediaType = "application/zip"))
    @APIResponse(responseCode = "404", description = "No fold of the version is trained")
    public Response model(@PathParam("name") String name, @PathParam("version") String version) {
        VersionId id = RequestedVersion.of(results, name, version);
        if (!results.exists(ObjectKeys.manifest(id))) {
            throw RequestFault.notFound("dataset " + name + " has no version " + version);
        }
        TrainedModel model = TrainedModel.of(results, id);
        if (model.isEmpty()) {
            throw RequestFault.notFound("no fold of version " + version + " of dataset " + name + " is trained yet");
        }
        StreamingOutput sending = model::pack;
        return Response.ok(sending, "application/zip")
                .header("Content-Disposition", AttachedFile.header(name + "-" + version + "-model.zip"))
                .build();
    }

    /** A file to be kept: its style stands in it, which no page that is served here may have. */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Path("/{version}/report.html")
    @Operation(summary = "The report of a version as one HTML file without other files")
    @APIResponse(responseCode = "200", content = @Content(mediaType = MediaType.TEXT_HTML))
    @APIResponse(responseCode = "404", description = "The version has no such page yet")
    public Response page(@PathParam("name") String name, @PathParam("version") String version) {
        VersionId id = RequestedVersion.of(results, name, version);
        byte[] html = results.find(ObjectKeys.reportPage(id))
                .orElseThrow(() -> RequestFault.notFound(
                        "version " + version + " of dataset " + name + " has no report.html yet"));
        return Response.ok(html, MediaType.TEXT_HTML)
                .header("Content-Disposition", AttachedFile.header(name + "-" + version + "-report.html"))
                .build();
    }
}
